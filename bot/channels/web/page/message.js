// One message of the conversation as an element.
import { judge } from "./api.js";
import { clock, copy, print, save, when } from "./keep.js";
import * as store from "./store.js";
import { REASONS, SAYS } from "./strings.js";
import { sourceLink, words } from "./words.js";

const PROGRESS = new URL("../webhooks/web/progress", import.meta.url);
const PRESSING = { emergency: SAYS.emergency, urgent: SAYS.urgent };
const RECORD = /"record:"/; // the choice that asks for the record
const JUDGED = /"helpful:/; // the choice that says whether it helped

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

function button(className, text, pressed) {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", pressed);
  return made;
}

// A message with who speaks and when as its heading. `plain` is it as text, for a copy of the conversation.
function message(className, who, at, plain) {
  const box = element("article", `message ${className}`);
  const speaker = element("h2", "speaker", `${who} `);
  const time = element("time", "", clock(at));
  time.dateTime = at.toISOString();
  speaker.append(time);
  box.append(speaker);
  box.dataset.plain = `${who}, ${clock(at)}:\n${plain}`;
  return box;
}

// What the user said.
export function ours(text, at = new Date()) {
  const box = message("ours", SAYS.you, at, text);
  for (const line of text.split(/\n+/)) {
    box.append(element("p", "", line));
  }
  return box;
}

// What Signpost said. `choose` is called with the choice whose button was pressed; without it the choices are closed.
export function theirs(said, choose, at = new Date()) {
  const box = message("theirs", SAYS.signpost, at, said.text);
  if (said.notice) {
    box.classList.add("notice");
  }
  if (PRESSING[said.urgency]) {
    box.classList.add(said.urgency);
    box.append(element("p", "pressing", PRESSING[said.urgency]));
  }
  const isRecord = Boolean(said.record) && said.text.startsWith(said.record);
  box.append(words(isRecord ? { ...said, text: said.text.slice(said.record.length).trim() } : said));
  if (said.record) {
    box.append(record(said.record, isRecord));
  }
  if (said.progress) {
    box.append(chart());
  }
  const unnamed = (said.sources ?? []).filter((source) => !said.text.includes(source));
  if (unnamed.length) {
    box.append(sources(unnamed, said.links));
  }
  const choices = (said.choices ?? []).filter((choice) => !(said.record && RECORD.test(choice.payload)));
  if (choices.length) {
    box.append(buttons(choices, choose));
  }
  if (!said.notice) {
    box.append(tools(said, box));
  }
  return box;
}

function sources(named, links = []) {
  const line = element("p", "sources", `${SAYS.source(named.length)}: `);
  named.forEach((text, i) => {
    const found = links.find((one) => one.text === text);
    line.append(i ? "; " : "", found ? sourceLink(found) : text);
  });
  return line;
}

// Word of what happened to the conversation itself, or of a problem, with a button to try again if `again` is given.
export function note(text, again) {
  const box = element("div", again ? "message note problem" : "message note");
  box.append(words({ text }));
  if (again) {
    box.append(button("again", SAYS.again, again));
  }
  return box;
}

function buttons(choices, choose) {
  const row = element("div", "choices");
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", SAYS.choices(choices.length));
  for (const choice of choices) {
    row.append(button("", choice.title, (event) => choose(choice, event.currentTarget)));
    row.lastChild.disabled = !choose;
  }
  return row;
}

// Close every choice that is still open. The one that was `pressed` says so, by more than its colour.
export function closeChoices(log, pressed) {
  for (const old of log.querySelectorAll(".choices button")) {
    old.disabled = true;
  }
  pressed?.classList.add("chosen");
  pressed?.prepend(element("span", "unseen", `${SAYS.chosen} `));
}

// The record, to keep: folded away under a reply, and open where it is what was asked for.
function record(text, open) {
  const box = element("details", "record");
  box.open = open;
  const kept = element("div", "kept", text);
  const dated = () => `${text}\n${SAYS.taken(when())}`;
  const line = element("p", "keeping");
  const copying = copier(SAYS.copyRecord, dated, kept);
  line.append(
    ...copying,
    button("", SAYS.printRecord, () => print(box)),
    button("", SAYS.saveRecord, () => save(dated(), "record")),
  );
  box.append(element("summary", "", SAYS.record), kept, line, element("p", "quiet", SAYS.recordNote));
  return box;
}

// How far a learner is, as a chart on a page of its own. The conversation's token goes in the form: an address would be kept.
function chart() {
  const form = element("form", "keeping");
  Object.assign(form, { method: "post", action: PROGRESS, target: "_blank" });
  const token = element("input");
  Object.assign(token, { type: "hidden", name: "token" });
  form.addEventListener("submit", () => (token.value = store.token() ?? ""));
  const open = element("button", "", SAYS.asChart);
  open.append(element("span", "unseen", SAYS.asPage));
  form.append(token, open);
  return form;
}

// A button that copies, and the place where it says that it did.
function copier(title, text, shown) {
  const told = element("span", "copied");
  told.setAttribute("role", "status");
  const pressed = async () => {
    told.textContent = "";
    told.textContent = (await copy(text(), shown)) ? SAYS.copied : SAYS.copyByHand;
  };
  return [button("copy", title, pressed), told];
}

function tools(said, box) {
  const row = element("div", "tools");
  const [copying, told] = copier(SAYS.copyMessage, () => said.text, box);
  copying.setAttribute("aria-label", SAYS.copyWhat);
  row.append(copying, told);
  if (said.about && said.urgency !== "emergency" && !said.choices?.some((choice) => JUDGED.test(choice.payload))) {
    row.append(judgement(said.about));
  }
  return row;
}

// "Was this helpful?" in one press or two. The focus stays with the person: it goes on to what the press opens.
function judgement(section) {
  const box = element("div", "judgement");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", SAYS.helpful);
  const thanks = (helpful, reason) => {
    judge(section, helpful, reason);
    const told = element("p", "quiet", SAYS.thanks);
    told.tabIndex = -1;
    box.replaceChildren(told);
    told.focus({ preventScroll: true });
  };
  const why = () => {
    const asked = element("p", "", SAYS.why);
    asked.tabIndex = -1;
    const reasons = Object.entries(REASONS).map(([id, words]) => button("", words, () => thanks(false, id)));
    box.classList.add("asking");
    box.replaceChildren(asked, ...reasons);
    asked.focus({ preventScroll: true });
  };
  box.append(
    element("span", "", SAYS.helpful),
    button("", SAYS.yes, () => thanks(true)),
    button("", SAYS.no, why),
  );
  return box;
}
