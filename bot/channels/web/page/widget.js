// Signpost on another page, by one tag: <script src="https://signpost.example/widget.js" defer></script>
// A button in the corner opens the chat in a frame. The page's origin must be in the server's SIGNPOST_ORIGINS.
// What it looks like is said by attributes, on the tag (data-title) or on a <signpost-chat> element (title): see docs/web.md.
(() => {
  "use strict";
  const NAME = "signpost-chat";
  if (customElements.get(NAME)) {
    return; // a second tag adds nothing
  }
  const ATTRIBUTES = ["server", "title", "colour", "position", "language", "greeting", "start"];
  const ELSEWHERE = "https://www.bbc.co.uk/weather";
  const READY_WITHIN = 8000; // milliseconds for the page to say that it is there
  const SHIFT_WITHIN = 5000; // and for three presses of Shift
  const OPEN = "signpost-open";
  const PHONE = matchMedia("(max-width: 30rem)");
  // A module has no currentScript, and a tag manager may have removed it.
  const tag = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
  const home = tag ? new URL(".", tag.src).href : "";

  // Declarations of the host element are !important: only so do they win over a page's own rules for "*".
  const STYLE = `
    :host {
      all: initial !important;
      --colour: #12435c;
      --ink: #ffffff;
      position: fixed !important;
      z-index: 2147483000 !important;
      bottom: 16px !important;
      right: 16px !important;
    }
    :host([position="left"]) { right: auto !important; left: 16px !important; }
    * { box-sizing: border-box; font: 600 17px/1.3 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
    [hidden] { display: none !important; }
    button, .button {
      min-height: 44px; padding: 10px 18px; border: 2px solid var(--ink); border-radius: 6px;
      background: var(--colour); color: var(--ink); cursor: pointer; text-decoration: none;
    }
    button:hover, .button:hover { text-decoration: underline; }
    :focus-visible { outline: 3px solid #ffbf47; outline-offset: 2px; box-shadow: 0 0 0 3px #14191c; }
    .opener { box-shadow: 0 2px 10px rgb(0 0 0 / 35%); }
    .badge { margin-left: 8px; padding: 1px 8px; border-radius: 1em; background: #ffbf47; color: #14191c; font-size: 14px; }
    dialog {
      position: fixed; inset: auto 16px 16px auto; margin: 0; padding: 0; overflow: hidden;
      width: min(440px, calc(100vw - 32px)); height: min(720px, calc(100dvh - 32px));
      max-width: none; max-height: none;
      border: 2px solid var(--colour); border-radius: 8px; background: Canvas; color: CanvasText;
      box-shadow: 0 6px 30px rgb(0 0 0 / 40%);
    }
    :host([position="left"]) dialog { inset: auto auto 16px 16px; }
    iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; }
    .cover { position: absolute; inset: 0; padding: 20px; background: Canvas; overflow: auto; }
    .cover p { margin: 0 0 16px; font-weight: 400; }
    .cover a:not(.button) { color: LinkText; }
    .cover .row { display: flex; flex-wrap: wrap; gap: 8px; }
    @media (max-width: 30rem) {
      dialog { inset: 0 !important; width: 100%; height: 100dvh; border: 0; border-radius: 0; }
    }
    @media (forced-colors: active) { button, .button { border: 2px solid ButtonText; } }
  `;

  const SAYS = {
    title: "Ask Signpost",
    reply: "New reply",
    close: "Close Signpost",
    frame: "Signpost chat",
    opening: "Signpost is opening.",
    failed: "Signpost can’t be shown here just now.",
    danger: ["If anyone is in danger now, ", "call 999", "."],
    alone: "Open it in its own window",
    again: "Try again",
  };

  function make(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  // Black or white, whichever is easier to read on `colour` (#rrggbb), as WCAG counts it.
  function inkOn(colour) {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000000" : "#ffffff";
  }

  // Whether it is open, for the site's other pages in this tab.
  const kept = {
    get: () => {
      try {
        return sessionStorage.getItem(OPEN) === "1";
      } catch {
        return false;
      }
    },
    set: (open) => {
      try {
        open ? sessionStorage.setItem(OPEN, "1") : sessionStorage.removeItem(OPEN);
      } catch {
        // then it is closed on the next page
      }
    },
  };

  class SignpostChat extends HTMLElement {
    #frame = null;
    #ready = false;
    #byHand = false; // was it opened by the person, on this page?
    #timer = 0;
    #shifts = [];
    #alone = false;
    #gone = false;

    connectedCallback() {
      if (this.shadowRoot) {
        return;
      }
      const wish = (name) => this.getAttribute(name) ?? "";
      this.server = new URL(wish("server") || home, location.href);
      this.colour = /^#[0-9a-f]{6}$/i.test(wish("colour")) ? wish("colour") : "#12435c";
      this.ink = inkOn(this.colour);
      this.wishes = { title: wish("title"), greeting: wish("greeting"), colour: this.colour, ink: this.ink };
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      this.style.setProperty("--colour", this.colour);
      this.style.setProperty("--ink", this.ink);

      this.badge = make("span", { class: "badge", hidden: "" }, SAYS.reply);
      this.opener = make("button", { type: "button", class: "opener", "aria-haspopup": "dialog" }, wish("title") || SAYS.title, this.badge);
      this.cover = make("div", { class: "cover", role: "status" });
      this.panel = make("dialog", { "aria-label": wish("title") || "Signpost" }, this.cover);
      root.append(this.opener, this.panel);
      this.removeAttribute("title"); // or a tooltip would stand over all of it

      this.opener.addEventListener("click", () => {
        this.#byHand = true;
        this.open();
      });
      this.panel.addEventListener("cancel", (event) => {
        event.preventDefault(); // Escape on a phone's modal: the same as everywhere
        this.close();
      });
      addEventListener("message", (event) => this.#told(event));
      document.addEventListener("keydown", (event) => this.#keyDown(event));
      document.addEventListener("keyup", (event) => this.#keyUp(event));
      this.query = new URLSearchParams({ embed: "1" });
      for (const [name, key] of [["start", "start"], ["language", "lang"]]) {
        if (wish(name)) {
          this.query.set(key, wish(name));
        }
      }
      if (kept.get()) {
        this.open();
      }
    }

    open() {
      if (this.panel.open) {
        return;
      }
      kept.set(true);
      this.badge.hidden = true;
      PHONE.matches ? this.panel.showModal() : this.panel.show();
      this.opener.hidden = true;
      if (!this.#frame) {
        this.#load();
      } else if (this.#byHand) {
        this.#frame.focus({ preventScroll: true });
      }
      if (!this.#byHand) {
        document.activeElement === this && this.shadowRoot.activeElement?.blur(); // the page keeps its focus
      }
    }

    close() {
      if (!this.panel.open) {
        return;
      }
      kept.set(false);
      this.panel.close();
      this.opener.hidden = false;
      this.opener.focus({ preventScroll: true });
    }

    #load() {
      this.#ready = false;
      this.#frame?.remove();
      this.#cover(make("p", {}, SAYS.opening));
      const address = new URL(`?${this.query}`, this.server);
      this.#frame = make("iframe", {
        src: address,
        title: SAYS.frame,
        allow: "clipboard-write",
        referrerpolicy: "no-referrer",
      });
      this.panel.prepend(this.#frame);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#fail(), READY_WITHIN);
      // A page that is refused, or a server that is down, loads too: as the browser's own grey one, which says nothing.
      this.#frame.addEventListener("load", () => {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#fail(), 1500);
      });
    }

    #cover(...children) {
      const [before, number, after] = SAYS.danger;
      const close = make("button", { type: "button" }, SAYS.close);
      close.addEventListener("click", () => this.close());
      const danger = make("p", {}, before, make("a", { href: "tel:999" }, number), after);
      this.cover.replaceChildren(danger, ...children, make("div", { class: "row" }, close));
      this.cover.hidden = false;
    }

    #fail() {
      if (this.#ready) {
        return;
      }
      this.#frame.hidden = true;
      const alone = make("a", { class: "button", href: this.server, target: "_blank", rel: "noopener" }, SAYS.alone);
      const again = make("button", { type: "button" }, SAYS.again);
      again.addEventListener("click", () => this.#load());
      this.#cover(make("p", {}, SAYS.failed));
      this.cover.lastChild.prepend(again, alone);
    }

    #told(event) {
      if (!this.#frame || event.source !== this.#frame.contentWindow || event.origin !== this.server.origin) {
        return;
      }
      switch (event.data) {
        case "signpost:ready":
          this.#ready = true;
          clearTimeout(this.#timer);
          this.cover.hidden = true;
          this.#frame.hidden = false;
          if (this.#byHand) {
            this.#frame.focus({ preventScroll: true });
          }
          this.#frame.contentWindow.postMessage({ signpost: "setup", ...this.wishes, opened: this.#byHand }, this.server.origin);
          break;
        case "signpost:close":
          this.close();
          break;
        case "signpost:replied":
          this.badge.hidden = this.panel.open;
          break;
        case "signpost:leave":
          this.#go();
      }
    }

    // Once: a second navigation would stop the first.
    #go() {
      document.documentElement.hidden = true;
      if (!this.#gone) {
        this.#gone = true;
        location.replace(ELSEWHERE);
      }
    }

    // Leave from the page around: the frame forgets its session, and says when it has.
    #leave() {
      kept.set(false);
      document.documentElement.hidden = true;
      this.#frame?.contentWindow?.postMessage("signpost:leave", this.server.origin);
      setTimeout(() => this.#go(), 300);
    }

    #keyDown(event) {
      this.#alone = event.key === "Shift" && !event.repeat;
      if (event.key !== "Shift") {
        this.#shifts = [];
      }
      if (event.key === "Escape" && this.panel.open && !event.defaultPrevented) {
        this.close();
      }
    }

    // Three times Shift leaves, as in the chat itself, while that is open.
    #keyUp(event) {
      if (event.key !== "Shift" || !this.#alone || !this.panel.open) {
        return;
      }
      const now = performance.now();
      this.#shifts = [...this.#shifts.filter((then) => now - then < SHIFT_WITHIN), now];
      if (this.#shifts.length === 3) {
        this.#leave();
      }
    }
  }

  customElements.define(NAME, SignpostChat);

  function place() {
    if (document.querySelector(NAME)) {
      return; // the page has put it where it wants it
    }
    const made = document.createElement(NAME);
    for (const name of ATTRIBUTES) {
      const value = tag?.dataset[name];
      if (value !== undefined) {
        made.setAttribute(name, value);
      }
    }
    document.body.append(made);
  }
  document.body ? place() : addEventListener("DOMContentLoaded", place, { once: true });
})();
