// Unpacks the blocks of the page: Base64, gzip, JSON.

let settings;
let core;
const evidence = { blocks: [], sentences: 0, done: false };

async function unpack(element) {
  const bytes = Uint8Array.from(atob(element.textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const content = JSON.parse(await new Response(stream).text());
  element.remove();
  return content;
}

// Blocks of evidence one after the other, so that the page answers between two of them.
async function unpackEvidence(tell) {
  for (const element of document.querySelectorAll("script.block")) {
    const block = await unpack(element);
    block.first = evidence.sentences;
    block.size = block.s.text.length;
    block.from = mentionStarts(block);
    block.low = null;
    evidence.sentences += block.size;
    evidence.blocks.push(block);
    tell();
    await new Promise((resume) => setTimeout(resume));
  }
  evidence.done = true;
  tell();
}

// Mentions stand in the order of their sentences: those of sentence i are from[i] to from[i + 1].
function mentionStarts(block) {
  const from = new Int32Array(block.size + 1);
  for (const sentence of block.m.s) from[sentence + 1] += 1;
  for (let i = 0; i < block.size; i += 1) from[i + 1] += from[i];
  return from;
}

function decoded([known, places], at) {
  return known[places[at]];
}

function fileName(path) {
  return (path || "").split(/[\\/]/).pop();
}

function documentName(doc) {
  const d = core.documents;
  if (doc < 0) return "?";
  const who = d.firm_name[doc] || d.firm_code[doc];
  return who ? who + (d.year[doc] ? " " + d.year[doc] : "") : fileName(d.path[doc]);
}

function nodeName(id) {
  if (id === "composite") return t("composite");
  const node = core.nodes.find((each) => each.id === id);
  return node ? node[state.lang] : id;
}

function shortName(id) {
  const node = core.nodes.find((each) => each.id === id);
  if (state.lang === "zh" || !node?.in_index) return nodeName(id);
  return id.split(".").slice(1).join(" ").replaceAll("_", " ");
}
