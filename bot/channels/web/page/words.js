// A message's words as DOM nodes: paragraphs, lists, and links to pages, mailboxes and telephones.
const LINK = new RegExp(
  [
    "(https:\\/\\/[^\\s<>\"]+|www\\.[^\\s<>\"]+)", // 1 a page
    "([\\w.+'’-]+@[\\w-]+(?:\\.[\\w-]+)+)", // 2 a mailbox
    "((?:\\+44[\\s-]?\\d|0\\d{2})(?:[\\s-]?\\d){7,9}(?!\\d)|0800[\\s-]?1111|116[\\s-]?123|999)(?![\\d%])", // 3 a number
    "\\b((?:call|calling|dial|on|or|phone|ring|ringing|NHS|text)\\s+)(101|111|112|18000)(?![\\d%])", // 4 5 a short one
  ].join("|"),
  "gi",
);
const ITEM = /^\s*(?:([-•*])|(\d{1,2})[.)])\s+(.*)$/;

function link(href, text) {
  const a = document.createElement("a");
  a.href = href;
  // A long address breaks where it is joined, rather than in a word.
  for (const [i, part] of text.replace(/[@/]+(?=.)|(?=\.)/g, "$&\n").split("\n").entries()) {
    a.append(...(i ? [document.createElement("wbr")] : []), part);
  }
  if (href.startsWith("https:")) {
    a.target = "_blank";
    a.rel = "noopener noreferrer";
  }
  return a;
}

// One line's words, with links.
export function linked(line) {
  const nodes = document.createDocumentFragment();
  let done = 0;
  for (const found of line.matchAll(LINK)) {
    const [whole, page, mailbox, number, lead, short] = found;
    let start = found.index;
    let text = whole;
    let href;
    if (page) {
      text = whole.replace(/[.,;:!?)\]’'”]+$/, "");
      href = text.startsWith("www.") ? `https://${text}` : text;
    } else if (mailbox) {
      href = `mailto:${mailbox}`;
    } else if (number) {
      if (/[\w£#/.-]/.test(line[start - 1] ?? " ")) {
        continue; // part of something longer
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

function paragraph(lines) {
  const p = document.createElement("p");
  lines.forEach((line, i) => {
    if (i) {
      p.append(document.createElement("br"));
    }
    p.append(linked(line));
  });
  return p;
}

// All the words of a message.
export function words(text) {
  const nodes = document.createDocumentFragment();
  let open = []; // lines of the paragraph that is being read
  let list = null;
  const close = () => {
    if (open.length) {
      nodes.append(paragraph(open));
    }
    open = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const item = ITEM.exec(line);
    if (item) {
      close();
      const kind = item[1] ? "UL" : "OL";
      if (list?.nodeName !== kind) {
        list = document.createElement(kind);
        if (item[2] && item[2] !== "1") {
          list.start = Number(item[2]);
        }
        nodes.append(list);
      }
      const li = document.createElement("li");
      li.append(linked(item[3]));
      list.append(li);
    } else if (line.trim()) {
      list = null;
      open.push(line.trim());
    } else {
      close(); // a list goes on after a blank line
    }
  }
  close();
  return nodes;
}
