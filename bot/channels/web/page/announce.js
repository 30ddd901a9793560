// What a screen reader is told: plain words in a region of their own, which is in the page from its start and is emptied
// again. The conversation itself is silent, so that nothing is read twice and nothing old is read anew.
const STAYS = 10000; // milliseconds, longer than a reader waits before it takes the words up

const region = () => document.getElementById("announcer");

// Say `pieces`: strings, or elements with a language of their own.
export function announce(...pieces) {
  const told = document.createElement("p");
  told.append(...pieces);
  region().append(told);
  setTimeout(() => told.remove(), STAYS);
}
