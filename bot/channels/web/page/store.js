// The session's token, for this tab only. No words are kept anywhere.
const KEY = "signpost-session";
let inMemory = null; // where a browser refuses storage, as in some frames

export function token() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return inMemory;
  }
}

export function keep(value) {
  try {
    sessionStorage.setItem(KEY, value);
  } catch {
    inMemory = value;
  }
}

export function forget() {
  inMemory = null;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // nothing was kept
  }
}
