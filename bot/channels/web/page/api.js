// Talking to the server: a session when one is needed, a turn, a deletion.
import * as store from "./store.js";

const PATIENCE = 30000; // milliseconds; the server itself gives up sooner
const DANGER = "If anyone is in danger now, call 999.";

// What went wrong, in a sentence to show. `again` says whether trying again may help.
export class Problem extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
    this.again = status === 0 || status === 429 || status >= 500;
  }
}

async function post(path, body, signal) {
  const slow = new AbortController();
  const timer = setTimeout(() => slow.abort(), PATIENCE);
  const stop = () => slow.abort();
  signal?.addEventListener("abort", stop);
  let status = 0;
  let answer = null;
  try {
    const told = await fetch(`/webhooks/web/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: slow.signal,
      cache: "no-store",
      credentials: "omit",
    });
    status = told.status;
    answer = await told.json();
  } catch {
    if (status < 400) {
      status = 0;
    }
    const sentence = navigator.onLine === false
      ? "You are offline, so your message did not get through."
      : "Signpost could not be reached, or took too long.";
    throw new Problem(`${sentence} ${DANGER}`, status);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
  if (status >= 400) {
    throw new Problem(answer?.error ?? `Signpost could not answer. ${DANGER}`, status);
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
      return await post("message", { ...turn, token: before }, signal);
    } catch (problem) {
      if (problem.status !== 401) {
        throw problem;
      }
      store.forget();
    }
  }
  const { token } = await post("session", {}, signal);
  if (signal?.aborted) {
    throw new Problem("", 0);
  }
  store.keep(token);
  return { ...(await post("message", { ...turn, token }, signal)), fresh: Boolean(before) };
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
    fetch("/webhooks/web/delete", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token }),
      keepalive: true,
      credentials: "omit",
    }).catch(() => {});
  }
}
