// Leaving quickly: somebody who is being watched needs a page that shows nothing, at once.
import { removeAndGo } from "./api.js";
import { announce } from "./announce.js";
import { SAYS } from "./strings.js";

const WITHIN = 5000; // milliseconds for three presses of Shift
const framed = window.parent !== window;

export function leave(elsewhere) {
  document.documentElement.hidden = true;
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
    location.replace(elsewhere);
  }
}

// The link, Shift three times as on GOV.UK's "Exit this page", and the widget's word that its page is being left.
export function leaving(link) {
  const go = () => leave(link.href);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    go();
  });
  onThreeShifts(go);
  addEventListener("message", (event) => {
    if (framed && event.source === window.parent && event.data === "signpost:leave") {
      go();
    }
  });
}

function onThreeShifts(go) {
  let presses = 0;
  let timer = null;
  let alone = false; // Shift with another key is typing
  const end = () => {
    presses = 0;
    timer = null;
    announce(SAYS.exitEnded);
  };
  document.addEventListener("keydown", (event) => {
    alone = event.key === "Shift" && !event.repeat;
    if (event.key !== "Shift" && presses) {
      clearTimeout(timer);
      presses = 0;
    }
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) {
      return;
    }
    alone = false;
    presses += 1;
    if (presses === 1) {
      timer = setTimeout(end, WITHIN);
    }
    if (presses === 3) {
      clearTimeout(timer);
      announce(SAYS.exiting);
      go();
      return;
    }
    announce(SAYS.exitMore(3 - presses));
  });
}
