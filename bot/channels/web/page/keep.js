// Keeping what was said: copying, printing and saving, all in the browser. Nothing is fetched, and no file's name says
// anything of a case.
import { SAYS } from "./strings.js";

const two = (n) => String(n).padStart(2, "0");

// A day and an hour, as people write them.
export function when(date = new Date()) {
  const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  return `${day} at ${clock(date)}`;
}

export const clock = (date) => `${two(date.getHours())}:${two(date.getMinutes())}`;

// Put `text` on the clipboard. Returns whether it got there; if not, `shown` is left selected for the user's own hand.
export async function copy(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // no clipboard without https, or in a frame that may not
  }
  const area = document.createElement("textarea");
  const before = document.activeElement;
  area.value = text;
  area.className = "unseen";
  document.body.append(area);
  area.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    // then by hand
  }
  area.remove();
  before?.focus({ preventScroll: true });
  if (!done) {
    getSelection().selectAllChildren(shown);
  }
  return done;
}

// Offer `text` as a file named by what it is and the moment.
export function save(text, what) {
  const now = new Date();
  const stamp = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}-${two(now.getHours())}${two(now.getMinutes())}`;
  const a = document.createElement("a");
  a.href = URL.createObjectURL(new Blob([text.replace(/\n/g, "\r\n")], { type: "text/plain;charset=utf-8" }));
  a.download = `signpost-${what}-${stamp}.txt`;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 60000);
}

// Print the whole conversation, or `only` one element of it.
export function print(only) {
  document.documentElement.classList.toggle("one", Boolean(only));
  only?.classList.add("printed");
  const after = () => {
    document.documentElement.classList.remove("one");
    only?.classList.remove("printed");
  };
  addEventListener("afterprint", after, { once: true });
  window.print();
}

// On paper nothing is folded away.
export function openForPrint() {
  let opened = [];
  addEventListener("beforeprint", () => {
    document.getElementById("taken").textContent = SAYS.taken(when());
    opened = [...document.querySelectorAll("details.record:not([open])")];
    opened.forEach((box) => box.toggleAttribute("open", true));
  });
  addEventListener("afterprint", () => opened.forEach((box) => box.toggleAttribute("open", false)));
}

// The whole conversation as text.
export function transcript(log) {
  const said = [...log.querySelectorAll("article.message")].map((box) => box.dataset.plain).filter(Boolean);
  return [SAYS.conversation(when()), ...said].join("\n\n");
}
