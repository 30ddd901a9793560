// A message's words as DOM nodes: paragraphs, lists, and links to pages, mailboxes, telephones and sections.
const LINK = new RegExp(
  [
    "(https:\\/\\/[^\\s<>\"]+|www\\.[^\\s<>\"]+|(?<![\\w@./-])(?:[a-z0-9-]+\\.)+(?:uk|com|org|net|info|scot|wales)\\b(?:\\/[^\\s<>\"]*)?(?!@))", // 1 a page
    "([\\w.+'’-]+@[\\w-]+(?:\\.[\\w-]+)+)", // 2 a mailbox
    "((?:\\+44[\\s-]?\\d|0\\d{2})(?:[\\s-]?\\d){7,9}(?!\\d)|0800[\\s-]?1111|116[\\s-]?123|999)(?![\\d%])", // 3 a number
    "(\\b(?:call|calling|dial|on|or|phone|ring|ringing|NHS|text)\\s+|(?<=\\b999)\\/)(101|111|112|18000)(?![\\d%])", // 4 5 a short one
  ].join("|"),
  "gi",
);
const INSIDE = /[\w£#/.-]$/; // before a number: it is part of something longer
const ITEM = /^\s*(?:([-•*])|(\d{1,2})[.)])\s+(.*)$/;
const SOURCE = /^Sources?: /;

function link(href, text) {
  const a = document.createElement("a");
  a.href = href;
  // An address too long for its line breaks where it is joined, rather than in a word.
  for (const [i, part] of text.replace(/[@/]+(?=.)|(?=\.)/g, "$&\n").split("\n").entries()) {
    a.append(...(i ? [document.createElement("wbr")] : []), part);
  }
  if (href.startsWith("https:")) {
    a.target = "_blank";
    a.rel = "noopener noreferrer";
  }
  return a;
}

// A link to the section that something is from, in a window of its own: the conversation stays where it is.
export function sourceLink(source) {
  const a = document.createElement("a");
  a.href = new URL(`../${source.href}`, import.meta.url);
  a.textContent = source.text;
  a.target = "_blank";
  return a;
}

// One line's words, with links. `sources` are `{text, href}`.
export function linked(line, sources = []) {
  const nodes = document.createDocumentFragment();
  const cited = sources.find((source) => line.includes(source.text));
  if (cited) {
    const at = line.indexOf(cited.text);
    const rest = line.slice(at + cited.text.length);
    nodes.append(linked(line.slice(0, at), sources), sourceLink(cited), linked(rest, sources));
    return nodes;
  }
  let done = 0;
  for (const found of line.matchAll(LINK)) {
    const [whole, page, mailbox, number, lead, short] = found;
    let start = found.index;
    let text = whole;
    let href;
    if (page) {
      text = whole.replace(/[.,;:!?)\]’'”]+$/, "");
      href = text.startsWith("https:") ? text : `https://${text}`;
    } else if (mailbox) {
      href = `mailto:${mailbox}`;
    } else if (number) {
      const before = line.slice(0, start);
      if (INSIDE.test(before) && !/\b(?:101|111|112)\/$/.test(before)) {
        continue;
      }
      href = `tel:${number.replace(/[^\d+]/g, "")}`;
    } else {
      start += lead.length;
      text = short;
      href = `tel:${short}`;
    }
    nodes.append(line.slice(done, start), link(href, text));
    done = start + text.length;
  }
  nodes.append(line.slice(done));
  return nodes;
}

function paragraph(lines, message) {
  const p = document.createElement("p");
  if (SOURCE.test(lines[0])) {
    p.className = "sources";
  }
  lines.forEach((line, i) => {
    if (i) {
      p.append(document.createElement("br"));
    }
    p.append(linked(line, message.links));
  });
  spoken(p, message.languages);
  return p;
}

// The language of words that are not English, so that they are read out and set as such.
export function spoken(element, languages = []) {
  const found = languages.find((language) => language.text === element.textContent);
  if (found) {
    element.lang = found.lang;
    element.dir = found.dir;
  }
}

// The first sentence in bold: what matters most stands there.
function key(p) {
  const first = p.firstChild;
  if (p.className || p.lang || first?.nodeType !== Node.TEXT_NODE && first?.nodeName !== "A") {
    return;
  }
  const strong = document.createElement("strong");
  for (const node of [...p.childNodes]) {
    const end = node.nodeType === Node.TEXT_NODE ? /[.:!?](?=\s|$)/.exec(node.data) : null;
    if (end) {
      node.splitText(end.index + 1);
    }
    if (node.nodeName === "BR") {
      break;
    }
    strong.append(node);
    if (end) {
      break;
    }
  }
  p.prepend(strong);
}

// All the words of a message `{text, links, languages}`.
export function words(message) {
  const nodes = document.createDocumentFragment();
  let open = []; // lines of the paragraph that is being read
  let list = null;
  const close = () => {
    if (open.length) {
      nodes.append(paragraph(open, message));
    }
    open = [];
  };
  for (const line of message.text.split(/\r?\n/)) {
    const item = ITEM.exec(line);
    if (item) {
      close();
      const kind = item[1] ? "UL" : "OL";
      if (list?.nodeName !== kind) {
        if (nodes.lastChild?.nodeName === "P" && nodes.lastChild.textContent.endsWith(":")) {
          nodes.lastChild.classList.add("leads");
        }
        list = document.createElement(kind);
        if (item[2] && item[2] !== "1") {
          list.start = Number(item[2]);
        }
        nodes.append(list);
      }
      const li = document.createElement("li");
      li.append(linked(item[3], message.links));
      list.append(li);
    } else if (line.trim()) {
      list = null;
      open.push(line.trim());
    } else {
      close(); // a list goes on after a blank line
    }
  }
  close();
  if (nodes.firstChild?.nodeName === "P") {
    key(nodes.firstChild);
  }
  return nodes;
}
