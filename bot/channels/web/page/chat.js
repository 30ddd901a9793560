// The chat page: what happens when. The page works without this script too, by its form.
import { newTurn, remove, send } from "./api.js";
import { announce } from "./announce.js";
import { embed } from "./embed.js";
import { openForPrint, print, save, transcript } from "./keep.js";
import { leaving } from "./leave.js";
import { menu } from "./menu.js";
import { closeChoices, note, ours, theirs } from "./message.js";
import * as store from "./store.js";
import { SAYS } from "./strings.js";
import { view } from "./view.js";
import { spoken } from "./words.js";

const LONGEST = 4000;
const WRITING_AFTER = 1000; // milliseconds: a quick answer needs no word of it
const WORKING_AFTER = 5000;
const byId = (id) => document.getElementById(id);
const [log, form, input, button, state, sure, end] = ["log", "form", "words", "send", "state", "sure", "end"].map(byId);
const touch = matchMedia("(pointer: coarse)");
const welcome = [...log.children].filter((box) => box !== end);
const sight = view(log, byId("below"), end, document.querySelector("header"), SAYS);

let turn = null; // the turn that is being answered: its AbortController

// --- what is shown

const show = (...boxes) => end.before(...boxes);

function waiting(yes) {
  log.querySelector(".typing")?.remove();
  button.setAttribute("aria-disabled", String(yes));
  clearTimeout(waiting.writing);
  clearTimeout(waiting.working);
  state.className = yes ? "unseen" : "";
  state.textContent = yes || navigator.onLine !== false ? "" : SAYS.offline;
  if (yes) {
    const dots = document.createElement("div");
    dots.className = "message theirs typing";
    dots.setAttribute("aria-hidden", "true");
    dots.append(...Array.from({ length: 3 }, () => document.createElement("i")));
    show(dots);
    waiting.writing = setTimeout(() => (state.textContent = SAYS.writing), WRITING_AFTER);
    waiting.working = setTimeout(() => {
      state.className = "";
      state.textContent = SAYS.working;
    }, WORKING_AFTER);
  }
}

// The focus after something was pressed, at once and never later. On a touch screen the conversation, as the keyboard
// would cover the answer.
function focusOn() {
  (touch.matches && document.activeElement !== input ? log : input).focus({ preventScroll: true });
}

// One string for a screen reader: danger first, then the words, then how many choices there are.
function announceReply(messages) {
  const pressing = messages.find((message) => message.urgency === "emergency");
  const said = [...messages].sort((a, b) => (b === pressing) - (a === pressing));
  const choices = said.reduce((sum, message) => sum + (message.choices?.length ?? 0), 0);
  const pieces = said.flatMap((message) => message.text.split(/\n+/).map((line) => {
    const piece = document.createElement("span");
    piece.textContent = line;
    spoken(piece, message.languages);
    piece.append(" ");
    return piece;
  }));
  announce(
    `${SAYS.signpost}: ${pressing ? `${SAYS.emergency}. ` : ""}`,
    ...pieces,
    said.some((message) => message.record) ? `${SAYS.hasRecord} ` : "",
    choices ? SAYS.choices(choices) : "",
  );
}

// --- a turn

function say(title, body, pressed) {
  if (turn) {
    return;
  }
  focusOn();
  closeChoices(log, pressed);
  const said = ours(title);
  show(said);
  deliver({ ...body, turn: newTurn() }, said, title);
}

function choose({ title, payload }, pressed) {
  say(title, payload ? { choice: payload, text: title } : { text: SAYS.whereWords }, pressed);
}

async function deliver(body, said, title) {
  const mine = new AbortController();
  turn = mine;
  waiting(true);
  sight.showFrom(said);
  const again = (event) => {
    focusOn();
    event.target.closest(".message").remove();
    deliver(body, said, title);
  };
  let boxes;
  let answer = null;
  try {
    answer = await send(body, mine.signal);
    boxes = answer.messages.map((message) => theirs(message, choose));
    if (answer.fresh) {
      boxes.unshift(note(SAYS.fresh));
    }
    if (answer.failed) {
      boxes = [note(answer.messages.map((message) => message.text).join("\n\n"), again)];
    }
  } catch (problem) {
    boxes = [note(problem.message, problem.again === false ? undefined : again)];
  }
  if (turn !== mine) {
    return; // started again, deleted or left meanwhile
  }
  turn = null;
  waiting(false);
  show(...boxes);
  sight.reply(said, boxes[0]);
  if (answer && !answer.failed) {
    announceReply(answer.messages);
    const at = Date.now();
    const words = body.choice ? title : answer.said ?? SAYS.notKept;
    store.remember({ at, ours: words }, ...answer.messages.map((message) => ({ at, theirs: message })));
    framed.replied();
  } else {
    announce(boxes[0].firstElementChild.textContent);
  }
}

// --- the input

function grow() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const standing = event.submitter?.name === "say" ? event.submitter : null;
  if (standing) {
    say(standing.dataset.title ?? standing.textContent.trim(), { text: standing.value }, standing.closest(".choices") && standing);
    return;
  }
  const text = input.value.trim();
  if (!text || turn) {
    input.focus();
    return;
  }
  if (text.length > LONGEST) {
    const [length, most] = [text.length, LONGEST].map((n) => n.toLocaleString("en-GB"));
    state.textContent = SAYS.tooLong(length, most);
    input.focus();
    return;
  }
  input.value = "";
  grow();
  say(text, { text });
});

input.addEventListener("input", () => {
  grow();
  if (!turn) {
    online(); // a message that was too long is being made shorter
  }
});
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit(button);
  }
});

// --- the conversation as a whole

function stop() {
  turn?.abort();
  turn = null;
  waiting(false);
}

function begin(...before) {
  [...log.children].filter((box) => box !== end).forEach((box) => box.remove());
  show(...before, ...welcome);
  for (const starter of log.querySelectorAll(".choices button")) {
    starter.disabled = false;
    starter.classList.remove("chosen");
    starter.querySelector(".unseen")?.remove();
  }
  log.scrollTop = 0;
}

// What this tab kept of a conversation that goes on, its last choices open.
function goOn() {
  const kept = store.history();
  const last = kept.length - 1;
  const boxes = kept.map(({ at, ours: mine, theirs: message }, i) =>
    message ? theirs(message, i === last ? choose : null, new Date(at)) : ours(mine, new Date(at)));
  welcome.forEach((box) => box.remove());
  show(...boxes);
  if (!boxes.length) {
    show(theirs({ text: SAYS.goesOn, choices: [{ title: SAYS.where }], notice: true }, choose));
  }
  sight.showFrom(boxes.findLast((box) => box.classList.contains("ours")) ?? end);
}

async function deleteAll(then) {
  stop();
  input.focus({ preventScroll: true });
  try {
    await remove();
    begin(note(then));
    announce(then);
  } catch (problem) {
    const failed = note(problem.message, () => {
      failed.remove();
      deleteAll(then);
    });
    show(failed);
    sight.showFrom(failed);
    announce(problem.message);
  }
}

const menus = menu(byId("menu"));
byId("again").addEventListener("click", (event) => {
  event.preventDefault();
  deleteAll(SAYS.anew);
});
byId("delete").addEventListener("click", (event) => {
  event.preventDefault();
  sure.returnValue = "";
  sure.showModal();
});
sure.addEventListener("close", () => {
  if (sure.returnValue === "delete") {
    deleteAll(SAYS.deleted);
  } else {
    input.focus({ preventScroll: true });
  }
});
byId("print").addEventListener("click", () => print());
byId("save").addEventListener("click", () => save(transcript(log), "conversation"));

// --- the page

const online = () => {
  state.textContent = navigator.onLine === false ? SAYS.offline : "";
};
for (const change of ["online", "offline"]) {
  addEventListener(change, () => turn || online());
}
// A page brought back by the Back button is as it was left: if its session is gone, so must its words be.
addEventListener("pageshow", (event) => {
  if (event.persisted && !store.token()) {
    location.reload();
  }
});

// A link that opens a guide says its first words, once.
function startBy(words) {
  if (words) {
    input.value = ""; // it stands there for a browser without this script
    history.replaceState(null, "", location.pathname + location.search.replace(/([?&])start=[^&]*&?/, "$1").replace(/[?&]$/, ""));
    say(words, { text: words });
  }
}

leaving(byId("leave"));
openForPrint();
const framed = embed();
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !menus.escape() && !sure.open) {
    framed.close();
  }
});
document.documentElement.classList.add("scripted");
online();
grow();
if (store.token()) {
  goOn();
}
startBy(document.body.dataset.start);
