// Signpost on another page, by one tag: <script src="https://signpost.example/widget.js" defer></script>
// A button in the corner opens the chat in a frame. The page's origin must be in the server's SIGNPOST_ORIGINS.
(() => {
  "use strict";
  const server = new URL(document.currentScript.src).origin;
  const ELSEWHERE = "https://www.bbc.co.uk/weather";
  const WITHIN = 2000; // milliseconds from one Escape to the next

  function make(name, className, attributes) {
    const made = document.createElement(name);
    made.className = className;
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    return made;
  }

  const opener = make("button", "signpost-opener", {
    type: "button",
    "aria-expanded": "false",
    "aria-controls": "signpost-panel",
  });
  opener.textContent = "Ask Signpost";
  const panel = make("div", "signpost-panel", { id: "signpost-panel", role: "dialog", "aria-label": "Signpost" });
  panel.hidden = true;
  const closer = make("button", "signpost-closer", { type: "button" });
  closer.textContent = "Close Signpost";
  panel.append(closer);
  let frame = null;

  function open() {
    if (!frame) {
      frame = make("iframe", "signpost-frame", {
        src: `${server}/?embed=1`,
        title: "Signpost chat",
        allow: "clipboard-write",
        referrerpolicy: "no-referrer",
      });
      panel.append(frame);
    }
    panel.hidden = false;
    opener.hidden = true;
    opener.setAttribute("aria-expanded", "true");
    frame.focus();
  }

  function close() {
    if (panel.hidden) {
      return;
    }
    panel.hidden = true;
    opener.hidden = false;
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  }

  const go = () => location.replace(ELSEWHERE);

  function leave() {
    document.documentElement.hidden = true;
    frame.contentWindow.postMessage("signpost:leave", server); // it forgets its session, and says when it has
    setTimeout(go, 300);
  }

  // Escape closes; three of them leave, but only while Signpost is, or has just been, open.
  let presses = 0;
  let last = 0;
  function escape() {
    const now = performance.now();
    const goesOn = presses > 0 && now - last < WITHIN;
    if (!goesOn && panel.hidden) {
      presses = 0;
      return;
    }
    presses = goesOn ? presses + 1 : 1;
    last = now;
    close();
    if (presses === 3) {
      leave();
    }
  }

  opener.addEventListener("click", open);
  closer.addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.repeat) {
      escape();
    }
  });
  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== server) {
      return;
    }
    if (event.data === "signpost:escape") {
      escape();
    } else if (event.data === "signpost:leave") {
      document.documentElement.hidden = true;
      go();
    }
  });

  const style = make("link", "", { rel: "stylesheet", href: `${server}/assets/widget.css` });
  const place = () => document.body.append(opener, panel);
  style.addEventListener("load", place, { once: true });
  style.addEventListener("error", place, { once: true }); // plain, but there
  document.head.append(style);
})();
