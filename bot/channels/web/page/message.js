// One message of the conversation as an element.
import { words } from "./words.js";

const PRESSING = { emergency: "Emergency", urgent: "Urgent" };

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

// What the user said.
export function ours(text) {
  const box = element("div", "message ours");
  box.append(element("span", "unseen", "You said:"));
  for (const line of text.split(/\n+/)) {
    box.append(element("p", "", line));
  }
  return box;
}

// What Signpost said. `choose` is called with the choice whose button was pressed.
export function theirs(message, choose) {
  const box = element("div", "message theirs");
  if (message.notice) {
    box.classList.add("notice");
  }
  box.append(element("span", "unseen", "Signpost said:"));
  if (PRESSING[message.urgency]) {
    box.classList.add(message.urgency);
    box.append(element("p", "pressing", PRESSING[message.urgency]));
  }
  const text = message.text ?? "";
  const isRecord = Boolean(message.record) && text.startsWith(message.record);
  box.append(words(isRecord ? text.slice(message.record.length).trim() : text));
  if (message.record) {
    box.append(record(message.record, isRecord));
  }
  if (message.sources?.length) {
    const label = message.sources.length > 1 ? "Sources" : "Source";
    box.append(element("p", "sources", `${label}: ${message.sources.join("; ")}`));
  }
  if (message.choices?.length) {
    box.append(buttons(message.choices, choose));
  }
  return box;
}

// A template of the page's, as a message of Signpost's. Its buttons say their own words, or those in `data-say`.
export function standing(template, choose) {
  const box = element("div", "message theirs");
  box.append(element("span", "unseen", "Signpost said:"), template.content.cloneNode(true));
  for (const button of box.querySelectorAll("button")) {
    const title = button.textContent.trim();
    button.addEventListener("click", () => choose({ title, text: button.dataset.say ?? title }));
  }
  return box;
}

// Word of what happened to the conversation itself, or of a problem, with a button to try again if `again` is given.
export function note(text, again) {
  const box = element("div", again ? "message note problem" : "message note");
  box.append(words(text));
  if (again) {
    const button = element("button", "again", "Try again");
    button.type = "button";
    button.addEventListener("click", again, { once: true });
    box.append(button);
  }
  return box;
}

function buttons(choices, choose) {
  const row = element("div", "choices");
  for (const choice of choices) {
    const button = element("button", "", choice.title);
    button.type = "button";
    button.addEventListener("click", () => choose(choice));
    row.append(button);
  }
  return row;
}

// The record to copy: folded away under a reply, and open where it is what was asked for.
function record(text, open) {
  const box = element("details", "record");
  box.open = open;
  box.append(element("summary", "", "Record to copy"));
  const kept = element("div", "kept", text);
  const line = element("p", "copying");
  const button = element("button", "copy", "Copy the record");
  button.type = "button";
  const said = element("span", "copied");
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    said.textContent = "";
    said.textContent = (await copy(text, kept)) ? "Copied" : "Select the text and copy it with Ctrl and C";
  });
  line.append(button, said);
  box.append(kept, line);
  return box;
}

// Put `text` on the clipboard. Returns whether it got there; if not, `shown` is left selected for the user's own hand.
async function copy(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // no clipboard without https, or in a frame that may not
  }
  const range = document.createRange();
  range.selectNodeContents(shown);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  try {
    if (document.execCommand("copy")) {
      selection.removeAllRanges();
      return true;
    }
  } catch {
    // then by hand
  }
  return false;
}
