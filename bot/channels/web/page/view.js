// Where the conversation stands in its window: what is in sight, and what the person has scrolled to.
const NEAR = 4; // pixels that count as no movement

// Handles the scrolling of `log`. `below` is the button that says there is more; `end` the last thing in the log.
export function view(log, below, end, header, say) {
  let left = null; // where this module left the scrolling: anywhere else is where the person put it

  // The log scrolls by itself; in a low window the page does, under its header.
  const scroller = () => (getComputedStyle(log).overflowY === "visible" ? document.scrollingElement : log);
  const top = () => (scroller() === log ? log.getBoundingClientRect().top : header.getBoundingClientRect().bottom);
  const height = () => (scroller() === log ? log.clientHeight : innerHeight - header.offsetHeight);

  function showFrom(box) {
    const pane = scroller();
    pane.scrollTop += box.getBoundingClientRect().top - top() - 8;
    left = pane.scrollTop;
  }

  const more = (text) => {
    below.firstElementChild.textContent = text;
  };

  new IntersectionObserver(([entry]) => {
    const leaving = entry.isIntersecting && document.activeElement === below;
    below.hidden = entry.isIntersecting;
    if (leaving) {
      log.focus({ preventScroll: true });
    }
    if (entry.isIntersecting) {
      more(say.below);
    }
  }).observe(end);

  below.addEventListener("click", () => {
    const pane = scroller();
    pane.scrollBy({ top: height() * 0.8 });
    left = pane.scrollTop;
  });

  return {
    showFrom,
    // A reply to `said` came: from the question on where both fit, else from the reply's first line. Whoever scrolled
    // meanwhile is left alone and told that there is something new.
    reply(said, first) {
      if (left !== null && Math.abs(scroller().scrollTop - left) > NEAR) {
        more(say.answered);
        return;
      }
      showFrom(said.isConnected && said.offsetHeight < height() / 3 ? said : first);
    },
  };
}
