// The evidence browser: filters over all sentences of the page, a list of those that fit.

const found = { block: [], at: [], list: null };
const FILTERS = ["stance", "actor", "polarity"];

function fillEvidenceControls() {
  const years = [...new Set(core.documents.year)].filter((year) => year !== null).sort((a, b) => b - a);
  const keep = (id) => byId(id).value;
  fillSelect(byId("by-year"), [["", t("all_years")], ...years.map((year) => [year, String(year)])], keep("by-year"));
  fillSelect(byId("by-node"), [["", t("all_paths")], ...core.nodes.map((node) => [node.id, nodeName(node.id)])], keep("by-node"));
  for (const name of FILTERS) {
    const seen = new Set(evidence.blocks.flatMap((block) => block.m[name][0]));
    const plural = { stance: "stances", actor: "actors", polarity: "polarities" }[name];
    fillSelect(byId("by-" + name), [["", t("all_" + plural)], ...[...seen].filter(Boolean).sort().map((each) => [each, t(name + "_" + each)])], keep("by-" + name));
  }
  const sections = [...new Set(evidence.blocks.flatMap((block) => block.s.section[0]))].filter(Boolean).sort();
  fillSelect(byId("by-section"), [["", t("all_sections")], ...sections.map((name) => [name, sectionName(name)])], keep("by-section"));
}

function wanted() {
  const text = (id) => byId(id).value.trim().toLowerCase();
  const node = byId("by-node").value;
  return {
    query: text("query"),
    issuer: text("issuer"),
    year: byId("by-year").value,
    node: node ? core.nodes.findIndex((each) => each.id === node) : -1,
    section: byId("by-section").value,
    ...Object.fromEntries(FILTERS.map((name) => [name, byId("by-" + name).value])),
  };
}

function fittingDocuments(want) {
  const d = core.documents;
  if (!want.issuer && !want.year) return null;
  const names = (doc) => [d.firm_name[doc], d.firm_code[doc], d.path[doc]].map((text) => (text || "").toLowerCase());
  // A whole name, code or path means this one; anything else is looked for inside them.
  const whole = d.path.some((_, doc) => names(doc).includes(want.issuer));
  return d.path.map((_, doc) => {
    if (want.year && String(d.year[doc]) !== want.year) return false;
    if (!want.issuer) return true;
    return whole ? names(doc).includes(want.issuer) : names(doc).some((text) => text.includes(want.issuer));
  });
}

function searchBlock(block, number, want, documents) {
  const codes = Object.fromEntries(FILTERS.map((name) => [name, want[name] ? block.m[name][0].indexOf(want[name]) : -1]));
  if (FILTERS.some((name) => want[name] && codes[name] < 0)) return;
  const section = want.section ? block.s.section[0].indexOf(want.section) : -1;
  if (want.section && section < 0) return;
  if (want.query && !block.low) block.low = block.s.text.map((text) => text.toLowerCase());
  const anyMention = want.node < 0 && FILTERS.every((name) => codes[name] < 0);
  for (let i = 0; i < block.size; i += 1) {
    if (documents && !documents[block.s.doc[i]]) continue;
    if (section >= 0 && block.s.section[1][i] !== section) continue;
    if (want.query && !block.low[i].includes(want.query)) continue;
    if (!anyMention && !someMention(block, i, want.node, codes)) continue;
    found.block.push(number);
    found.at.push(i);
  }
}

function someMention(block, i, node, codes) {
  for (let m = block.from[i]; m < block.from[i + 1]; m += 1) {
    if (node >= 0 && block.m.node[m] !== node) continue;
    if (FILTERS.every((name) => codes[name] < 0 || block.m[name][1][m] === codes[name])) return true;
  }
  return false;
}

function search(keep) {
  const want = wanted();
  const documents = fittingDocuments(want);
  found.block = [];
  found.at = [];
  evidence.blocks.forEach((block, number) => searchBlock(block, number, want, documents));
  sortFound();
  byId("evidence-count").textContent = t("evidence_count", { shown: found.at.length, all: evidence.sentences });
  byId("loading").hidden = evidence.done;
  if (!found.list) {
    found.list = makeList(byId("sentences"), "sentences", { height: sentenceHeight, render: sentenceRow });
    found.none = el("p", { class: "empty", hidden: true });
    byId("sentences").append(found.none);
  }
  found.none.textContent = evidence.done ? t("evidence_none") : t("loading");
  found.none.hidden = found.at.length > 0;
  found.list.box.style.height = "min(74vh, 46rem, " + (Math.max(1, found.at.length) * sentenceHeight() + 2) + "px)";
  found.list.show(found.at.length, keep);
}

// What was found stands in the order of the documents and their text; of very much, block by block.
function sortFound() {
  if (evidence.blocks.length < 2 || found.at.length > 20000) return;
  const key = (i, name) => evidence.blocks[found.block[i]].s[name][found.at[i]];
  const order = found.at.map((_, i) => i).sort((a, b) => key(a, "doc") - key(b, "doc") || key(a, "id") - key(b, "id"));
  found.block = order.map((i) => found.block[i]);
  found.at = order.map((i) => found.at[i]);
}

const sentenceHeight = () => (window.innerWidth <= 640 ? 164 : 100);

function mentionsOf(block, i) {
  const list = [];
  for (let m = block.from[i]; m < block.from[i + 1]; m += 1) {
    const mention = { node: core.nodes[block.m.node[m]]?.id || "?", score: block.m.score[m], at: block.m.at[2 * m], length: block.m.at[2 * m + 1] };
    for (const name of [...FILTERS, "tagger"]) mention[name] = decoded(block.m[name], m);
    list.push(mention);
  }
  return list;
}

function spansOf(text, mentions, query) {
  const spans = mentions.filter((m) => m.at >= 0).map((m) => [m.at, m.at + m.length, "evidence"]);
  const low = text.toLowerCase();
  if (query && low.length === text.length) {
    for (let at = low.indexOf(query); at >= 0; at = low.indexOf(query, at + query.length)) spans.push([at, at + query.length, "found"]);
  }
  return spans;
}

// The first evidence has to be in view even where the sentence is long.
function clipped(text, spans, lang) {
  const first = Math.min(...spans.map(([start]) => start), text.length);
  const latin = lang !== "zh";
  const room = (latin ? 150 : 75) / (window.innerWidth <= 640 ? 1.5 : 1);
  if (first < room || !spans.length) return [text, spans];
  let at = Math.round(first - room / 2);
  const space = text.indexOf(" ", at);
  if (latin && space >= 0 && space < first) at = space + 1;
  if (text.charCodeAt(at) >= 0xdc00 && text.charCodeAt(at) <= 0xdfff) at += 1;
  return ["…" + text.slice(at), spans.map(([start, end, kind]) => [start - at + 1, end - at + 1, kind]).filter(([start]) => start >= 0)];
}

function sentenceRow(i) {
  const block = evidence.blocks[found.block[i]];
  const at = found.at[i];
  const mentions = mentionsOf(block, at);
  const doc = block.s.doc[at];
  const whole = block.s.text[at];
  const [text, spans] = clipped(whole, spansOf(whole, mentions, wanted().query), decoded(block.s.lang, at));
  const nodes = [...new Set(mentions.map((m) => m.node))];
  const lead = mentions[0];
  const section = decoded(block.s.section, at);
  const open = () => showDetail(block, at);
  return el("div", {
    role: "listitem", tabindex: 0, "data-sentence": block.first + at,
    on: { click: open, keydown: (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), open()) },
  },
  el("div", { class: "meta" },
    el("b", {}, ...shown(documentName(doc))),
    el("span", {}, t("page", { page: block.s.page[at] ?? "?" })),
    section && el("span", {}, sectionName(section)),
    ...nodes.slice(0, 4).map((node) => el("span", { class: "tag path" }, shortName(node))),
    el("span", { class: "tag" }, named("stance", lead.stance)),
    el("span", { class: "tag" }, named("actor", lead.actor)),
    lead.polarity !== "affirmed" && el("span", { class: "tag" }, named("polarity", lead.polarity)),
    el("span", {}, (lead.score ?? 0).toFixed(2) + " " + lead.tagger)),
  el("p", { class: "text", lang: decoded(block.s.lang, at), dir: "ltr" }, ...marked(text, spans)));
}

function showDetail(block, at) {
  const d = core.documents;
  const doc = block.s.doc[at];
  const mentions = mentionsOf(block, at);
  const text = block.s.text[at];
  const page = block.s.page[at];
  const dialog = byId("detail");
  const where = [t("page", { page: page ?? "?" }), decoded(block.s.section, at) && sectionName(decoded(block.s.section, at)), decoded(block.s.block, at) && t("block_" + decoded(block.s.block, at))];
  dialog.replaceChildren(
    el("button", { class: "shut", type: "button", on: { click: () => dialog.close() } }, t("close")),
    el("h3", {}, ...shown(documentName(doc))),
    el("p", { class: "note" }, ...shown((d.path[doc] || "?") + " · " + where.filter(Boolean).join(" · "))),
    el("p", { class: "text", lang: decoded(block.s.lang, at), dir: "ltr" }, ...marked(text, spansOf(text, mentions, ""))),
    el("div", { class: "wide" }, el("table", {},
      el("thead", {}, el("tr", {}, ...["path", "words", "stance", "actor", "polarity", "score", "method"].map((key) => el("th", { scope: "col" }, t(key))))),
      el("tbody", {}, ...mentions.map((m) => el("tr", {},
        el("td", {}, nodeName(m.node)),
        el("td", {}, ...shown(m.at < 0 ? "–" : text.slice(m.at, m.at + m.length))),
        ...FILTERS.map((name) => el("td", {}, named(name, m[name]))),
        el("td", {}, (m.score ?? 0).toFixed(2)),
        el("td", {}, m.tagger)))))),
    d.link[doc] && el("p", {}, el("br"), el("a", { href: d.link[doc] + "#page=" + page, target: "_blank", rel: "noopener noreferrer" }, t("open_page", { page }))));
  dialog.showModal();
}

function showEvidence({ node = "", query = "", issuer = "", year = "", polarity = "" }) {
  for (const name of FILTERS) byId("by-" + name).value = "";
  byId("by-polarity").value = polarity;
  byId("by-section").value = "";
  byId("by-node").value = node === "composite" ? "" : node;
  byId("query").value = query;
  byId("issuer").value = issuer;
  byId("by-year").value = year === null ? "" : String(year);
  search();
  byId("evidence").scrollIntoView();
}

function showEvidenceOf(row, path) {
  const r = view.panel.rows;
  const many = view.panel.unit !== "document";
  const issuer = many ? issuerOf(view.panel, row) : core.documents.path[r.doc[row]] || "";
  // Only affirmed sentences make the number in the cell.
  showEvidence({ node: path, issuer, year: many ? r.year[row] : "", polarity: "affirmed" });
}
