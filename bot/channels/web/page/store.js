// What this tab keeps: the session's token, and the conversation as it was shown, names already left out. It goes with
// the tab, with "Start again", with "Delete" and with leaving; after an hour of silence it is not shown again.
const KEY = "signpost-session";
const HISTORY = "signpost-history";
const SILENCE = 60 * 60 * 1000; // milliseconds
const MOST = 60; // messages
const inMemory = new Map(); // where a browser refuses storage, as in some frames

function read(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return inMemory.get(key) ?? null;
  }
}

function write(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    inMemory.set(key, value);
  }
}

export const token = () => read(KEY);
export const keep = (value) => write(KEY, value);

// The messages shown so far: `{at, ours}` with the user's words as Signpost kept them, or `{at, theirs}`.
export function history() {
  let kept = [];
  try {
    kept = JSON.parse(read(HISTORY) ?? "[]");
  } catch {
    // written by another version
  }
  const quiet = !kept.length || Date.now() - kept.at(-1).at > SILENCE;
  return quiet ? [] : kept;
}

export function remember(...entries) {
  write(HISTORY, JSON.stringify([...history(), ...entries].slice(-MOST)));
}

export function forget() {
  inMemory.clear();
  try {
    sessionStorage.removeItem(KEY);
    sessionStorage.removeItem(HISTORY);
  } catch {
    // nothing was kept
  }
}
