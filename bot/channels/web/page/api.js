// Talking to the server: a session when one is needed, a turn, a deletion, a word on an answer.
import * as store from "./store.js";
import { SAYS } from "./strings.js";

const SERVER = new URL("../webhooks/web/", import.meta.url); // right under any path that a proxy puts in front
const PATIENCE = 30000; // milliseconds; the server itself gives up sooner

// What went wrong, in a sentence to show. `again` says whether trying again may help.
export class Problem extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
    this.again = status === 0 || status === 429 || status >= 500;
  }
}

const asJson = (body) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
  cache: "no-store",
  credentials: "omit",
});

async function post(path, body, signal) {
  const limits = [AbortSignal.timeout(PATIENCE), ...(signal ? [signal] : [])];
  let status = 0;
  let answer = null;
  try {
    const told = await fetch(new URL(path, SERVER), { ...asJson(body), signal: either(limits) });
    status = told.status;
    answer = await told.json();
  } catch {
    throw new Problem(navigator.onLine === false ? SAYS.notSent : SAYS.notReached, status < 400 ? 0 : status);
  }
  if (status >= 400) {
    throw new Problem(typeof answer?.error === "string" ? answer.error : SAYS.noAnswer, status);
  }
  return answer;
}

// AbortSignal.any, which browsers have had since 2024 only.
function either(signals) {
  const first = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) {
      first.abort();
    }
    signal.addEventListener("abort", () => first.abort(), { once: true });
  }
  return first.signal;
}

async function turnOf(body, signal) {
  const answer = await post("message", body, signal);
  if (!Array.isArray(answer?.messages) || !answer.messages.every((message) => typeof message?.text === "string")) {
    throw new Problem(SAYS.noAnswer);
  }
  return answer;
}

// A name for one turn. The server answers the same turn once, however often it is sent.
export function newTurn() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");
}

// Send a turn. Returns the server's answer, with `fresh` true if an earlier conversation had ended and this began
// another.
export async function send(turn, signal) {
  const before = store.token();
  if (before) {
    try {
      return await turnOf({ ...turn, token: before }, signal);
    } catch (problem) {
      if (problem.status !== 401) {
        throw problem;
      }
      store.forget();
    }
  }
  const token = (await post("session", {}, signal))?.token;
  if (signal?.aborted || typeof token !== "string") {
    throw new Problem(SAYS.noAnswer);
  }
  store.keep(token);
  return { ...(await turnOf({ ...turn, token }, signal)), fresh: Boolean(before) };
}

// Delete the conversation on the server, if there is one.
export async function remove() {
  const token = store.token();
  if (token) {
    try {
      await post("delete", { token });
    } catch (problem) {
      if (problem.status !== 401) {
        throw problem;
      }
    }
  }
  store.forget();
}

// The same without waiting, for a page that is being left.
export function removeAndGo() {
  const token = store.token();
  store.forget();
  if (token) {
    fetch(new URL("delete", SERVER), { ...asJson({ token }), keepalive: true }).catch(() => {});
  }
}

// Count whether an answer helped. Nobody waits for it, and nothing of the conversation goes with it.
export function judge(section, helpful, reason) {
  fetch(new URL("feedback", SERVER), { ...asJson({ section, helpful, reason }), keepalive: true }).catch(() => {});
}
