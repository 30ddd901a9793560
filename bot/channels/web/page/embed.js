// The page inside the widget's frame: what the two tell each other. Only a site that the server allows can be the frame's
// parent (frame-ancestors), and nobody else is listened to.
const HEX = /^#[0-9a-f]{6}$/i;
const framed = window.parent !== window;
const tell = (what) => framed && window.parent.postMessage(`signpost:${what}`, "*");

// The widget's wishes: its title, colours and first words. They come from the page around, never from an address that
// somebody else could make up.
function wear({ title, colour, ink, greeting }) {
  const style = document.documentElement.style;
  if (HEX.test(colour) && HEX.test(ink)) {
    style.setProperty("--bar", colour);
    style.setProperty("--bar-ink", ink);
  }
  if (title) {
    document.querySelector("h1").textContent = title;
  }
  const first = document.querySelector("#greeting");
  if (greeting && first) {
    first.textContent = greeting;
  }
}

// Begins to listen. Returns what the page tells the widget.
export function embed() {
  const closer = document.getElementById("close");
  closer?.addEventListener("click", () => tell("close"));
  addEventListener("message", (event) => {
    const told = event.data;
    if (framed && event.source === window.parent && told?.signpost === "setup") {
      wear(told);
      if (told.opened) {
        document.getElementById("words").focus({ preventScroll: true });
      }
    }
  });
  tell("ready");
  return { close: () => tell("close"), replied: () => tell("replied") };
}
