// Leaving quickly: somebody who is being watched needs a page that shows nothing, at once.
import { removeAndGo } from "./api.js";

const ELSEWHERE = "https://www.bbc.co.uk/weather";
const WITHIN = 2000; // milliseconds from one Escape to the next
const framed = window.parent !== window;

export function leave() {
  document.body.replaceChildren();
  document.title = "Weather";
  try {
    removeAndGo();
    sessionStorage.clear();
  } catch {
    // a browser that keeps nothing has nothing to clear
  }
  if (framed) {
    window.parent.postMessage("signpost:leave", "*"); // the widget, on the school's page, does the leaving
  } else {
    location.replace(ELSEWHERE);
  }
}

// The widget says so when it is left from the school's page.
export function leaveWhenTold() {
  addEventListener("message", (event) => {
    if (framed && event.source === window.parent && event.data === "signpost:leave") {
      leave();
    }
  });
}

// Escape three times leaves. In the widget the first goes to the page around, which closes the widget and counts on.
export function watchEscape() {
  let presses = 0;
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) {
      return;
    }
    if (framed) {
      window.parent.postMessage("signpost:escape", "*");
      return;
    }
    presses = event.timeStamp - last < WITHIN ? presses + 1 : 1;
    last = event.timeStamp;
    if (presses === 3) {
      leave();
    }
  }, true);
}
