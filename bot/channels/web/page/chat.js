// The chat page: what happens when.
import { newTurn, remove, send } from "./api.js";
import { leave, leaveWhenTold, watchEscape } from "./leave.js";
import { menu } from "./menu.js";
import { note, ours, standing, theirs } from "./message.js";
import * as store from "./store.js";

const LONGEST = 4000;
const byId = (id) => document.getElementById(id);
const [log, form, input, button, state, sure] = ["log", "form", "words", "send", "state", "sure"].map(byId);
const touch = matchMedia("(pointer: coarse)");

let turn = null; // the turn that is being answered: its AbortController

// --- what is shown

function show(...boxes) {
  log.append(...boxes);
}

function scrollTo(box) {
  log.scrollTop = box.offsetTop - log.offsetTop - 12;
  if (log.scrollHeight <= log.clientHeight) {
    box.scrollIntoView({ block: "nearest" }); // a low window scrolls as a whole
  }
}

function closeChoices() {
  for (const old of log.querySelectorAll(".choices button")) {
    old.disabled = true;
  }
  for (const old of log.querySelectorAll("button.again")) {
    old.remove();
  }
}

function waiting(yes) {
  log.querySelector(".typing")?.remove();
  button.setAttribute("aria-disabled", String(yes));
  state.textContent = yes ? "Signpost is writing" : navigator.onLine === false ? offline : "";
  state.classList.toggle("unseen", yes);
  if (yes) {
    const dots = document.createElement("div");
    dots.className = "message theirs typing";
    dots.setAttribute("aria-hidden", "true");
    dots.append(...Array.from({ length: 3 }, () => document.createElement("i")));
    show(dots);
  }
}

// Back to the input; on a touch screen to the conversation, or the keyboard would cover the answer.
function focusBack() {
  const there = touch.matches && document.activeElement !== input ? log : input;
  there.focus({ preventScroll: true });
}

// --- a turn

function say(title, body) {
  if (turn) {
    return;
  }
  closeChoices();
  const said = ours(title);
  show(said);
  deliver({ ...body, turn: newTurn() }, said);
}

const choose = ({ title, payload, text }) => say(title, payload ? { choice: payload, text: title } : { text });

async function deliver(body, said) {
  const mine = new AbortController();
  turn = mine;
  waiting(true);
  scrollTo(said);
  const again = (event) => {
    event.target.closest(".message").remove();
    deliver(body, said);
  };
  let boxes;
  try {
    const answer = await send(body, mine.signal);
    boxes = answer.messages.map((message) => theirs(message, choose));
    if (answer.fresh) {
      boxes.unshift(note("Your earlier conversation had ended, so this is a new one."));
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
  scrollTo(said);
  focusBack();
}

// --- the input

function grow() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (!text || turn) {
    input.focus();
    return;
  }
  if (text.length > LONGEST) {
    state.textContent = `That is ${text.length.toLocaleString("en-GB")} characters, and I can read
      ${LONGEST.toLocaleString("en-GB")} at once. Please send the main points.`;
    input.focus();
    return;
  }
  input.value = "";
  grow();
  say(text, { text });
});

input.addEventListener("input", grow);
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

// --- the conversation as a whole

function stop() {
  turn?.abort();
  turn = null;
  waiting(false);
}

function begin(...before) {
  log.replaceChildren();
  show(...before, standing(byId(store.token() ? "goes-on" : "welcome"), choose));
  log.scrollTop = 0;
}

byId("again").addEventListener("click", () => {
  stop();
  store.forget();
  begin();
  input.focus();
});

async function deleteAll() {
  stop();
  try {
    await remove();
    begin(note("This conversation has been deleted."));
  } catch (problem) {
    const failed = note(problem.message, () => {
      failed.remove();
      deleteAll();
    });
    show(failed);
    scrollTo(failed);
  }
  input.focus();
}

byId("delete").addEventListener("click", () => {
  sure.returnValue = "";
  sure.showModal();
});
sure.addEventListener("close", () => {
  if (sure.returnValue === "delete") {
    deleteAll();
  } else {
    input.focus();
  }
});

// --- the page

const offline = "You are offline. If anyone is in danger now, call 999.";
const online = () => {
  if (!turn) {
    state.textContent = navigator.onLine === false ? offline : "";
  }
};
addEventListener("online", online);
addEventListener("offline", online);
// A page brought back by the Back button is as it was left: if its session is gone, so must its words be.
addEventListener("pageshow", (event) => {
  if (event.persisted && !store.token()) {
    location.reload();
  }
});

document.documentElement.classList.toggle("embedded", new URLSearchParams(location.search).get("embed") === "1");
menu(byId("menu-button"), byId("menu"));
byId("leave").addEventListener("click", leave);
watchEscape();
leaveWhenTold();
begin();
online();
grow();
if (!touch.matches) {
  input.focus();
}
