// The index: which panel, sample and measure are shown, and the table of units and paths.

const view = { panel: null, cells: null, rows: [], sorted: [], sort: "", down: true, labels: [], heat: null };

function sampleOf(panel, row) {
  return (panel.rows.kind[row] || "other") + " " + (panel.rows.lang[row] || "");
}

function sampleName(key) {
  const [kind, lang] = key.split(" ");
  return t("kind_" + kind) + " · " + t("lang_" + (lang || "other"));
}

// The samples of a panel: units that were read, by kind and language, the largest first.
function samplesOf(panel) {
  const sizes = new Map();
  panel.rows.doc.forEach((_, row) => {
    if (panel.rows.lang[row]) sizes.set(sampleOf(panel, row), (sizes.get(sampleOf(panel, row)) || 0) + 1);
  });
  const sorted = [...sizes].sort((a, b) => b[1] - a[1]);
  return sorted.length ? sorted : [["other ", panel.rows.doc.length]];
}

// A unit that could not be read has no language: it stands, without value, in the samples of its kind.
function inSample(panel, row, key, samples) {
  const own = sampleOf(panel, row);
  if (own === key || key === "other ") return true;
  if (panel.rows.lang[row]) return false;
  const kind = panel.rows.kind[row] || "other";
  const ofKind = samples.some(([each]) => each.startsWith(kind + " "));
  return ofKind ? key.startsWith(kind + " ") : key === samples[0][0];
}

function value(row, path, what = "value") {
  const column = view.panel.paths.indexOf(path);
  return column < 0 || !view.cells[what] ? null : view.cells[what][row * view.panel.paths.length + column];
}

function labelsOf(panel) {
  const r = panel.rows;
  const plain = r.doc.map((doc, row) => {
    const who = r.firm_name[row] || r.firm_code[row];
    return who ? who + (r.year[row] ? " " + r.year[row] : "") : fileName(core.documents.path[doc]) || "?";
  });
  const times = new Map();
  for (const label of plain) times.set(label, (times.get(label) || 0) + 1);
  return plain.map((label, row) => {
    if (times.get(label) < 2) return label;
    return label + " · " + fileName(core.documents.path[r.doc[row]]);
  });
}

function fillIndexControls() {
  fillSelect(byId("unit"), core.panels.map((panel, i) => [i, t("unit_" + panel.unit) + " (" + panel.rows.doc.length.toLocaleString("en") + ")"]), byId("unit").value || 0);
  choosePanel();
}

function choosePanel() {
  view.panel = core.panels[Number(byId("unit").value)] || null;
  if (!view.panel) return;
  const before = byId("sample").value;
  fillSelect(byId("sample"), samplesOf(view.panel).map(([key, n]) => [key, sampleName(key) + " (" + n.toLocaleString("en") + ")"]), before);
  fillSelect(byId("measure"), view.panel.cells.map((c, i) => [i, t("measure_" + c.measure) + " · " + t("scope_" + c.scope)]), byId("measure").value || 0);
  view.labels = labelsOf(view.panel);
  chooseCells();
}

function chooseCells() {
  view.cells = view.panel.cells[Number(byId("measure").value)];
  const samples = samplesOf(view.panel);
  view.rows = view.panel.rows.doc.map((_, row) => row).filter((row) => inSample(view.panel, row, byId("sample").value, samples));
  if (!view.rows.includes(state.chosen)) state.chosen = -1;
  byId("units").replaceChildren(...view.rows.slice(0, 3000).map((row) => el("option", { value: view.labels[row] })));
  byId("chosen").value = state.chosen < 0 ? "" : view.labels[state.chosen];
  drawHeat();
  drawViews();
}

function sortedRows() {
  const query = byId("find").value.trim().toLowerCase();
  const r = view.panel.rows;
  const found = view.rows.filter((row) => !query || [view.labels[row], r.firm_code[row], r.year[row], core.documents.path[r.doc[row]]]
    .some((text) => String(text ?? "").toLowerCase().includes(query)));
  if (!view.sort) return found;
  const turn = view.down ? -1 : 1;
  if (view.sort === "name") return found.sort((a, b) => turn * view.labels[a].localeCompare(view.labels[b], "zh"));
  return found.sort((a, b) => {
    const [x, y] = [value(a, view.sort), value(b, view.sort)];
    if (x === null || y === null) return (x === null) - (y === null);
    return turn * (x - y);
  });
}

const columnsShown = () => ["composite", ...view.panel.paths.filter((path) => path !== "composite")].filter((path) => view.panel.paths.includes(path));

function drawHeat() {
  if (!view.panel) {
    byId("heat").replaceChildren(el("p", { class: "note" }, t("index_none")));
    return;
  }
  view.sorted = sortedRows();
  const held = view.cells.errors.filter((part) => settings.words["errors_" + part]).map((part) => t("errors_" + part));
  byId("index-count").textContent = t("index_rows", { shown: view.sorted.length, all: view.rows.length })
    + (held.length ? " · " + t("interval_holds", { errors: held.join(state.lang === "zh" ? "、" : ", ") }) : "");
  const paths = columnsShown();
  const wide = window.innerWidth <= 640 ? 128 : 210;
  byId("heat").style.setProperty("--columns", wide + "px repeat(" + paths.length + ", minmax(66px, 1fr))");
  byId("heat").style.setProperty("--table", wide + 66 * paths.length + "px");
  const colour = colours(paths);
  view.heat = makeList(byId("heat"), "heat", {
    height: () => 34,
    head: () => heatHead(paths),
    render: (i) => heatRow(view.sorted[i], paths, colour),
  });
  view.heat.box.style.height = Math.min(576, 34 * view.sorted.length + 72) + "px";
  view.heat.show(view.sorted.length);
}

function heatHead(paths) {
  const column = (key, label, title) => el("button", {
    type: "button", title, "aria-pressed": String(view.sort === key),
    on: { click: () => sortBy(key) },
  }, label + (view.sort === key ? (view.down ? " ↓" : " ↑") : ""));
  return el("div", { class: "head" }, column("name", t("name"), t("sort_by")),
    ...paths.map((path) => column(path, shortName(path), nodeName(path) + " — " + t("sort_by"))));
}

function sortBy(key) {
  view.down = view.sort === key ? !view.down : key !== "name";
  view.sort = key;
  drawHeat();
}

// Colour by the square root of the value, up to the 98th percentile: a few large values hide nothing.
function colours(paths) {
  const values = [];
  for (const row of view.rows) for (const path of paths) if (value(row, path)) values.push(value(row, path));
  const top = values.length ? quantile(Float64Array.from(values).sort(), 0.98) : 1;
  const [from, to] = state.theme === "dark" ? [[31, 39, 45], [125, 185, 232]] : [[244, 247, 249], [18, 63, 102]];
  const mix = (share) => from.map((part, i) => Math.round(part + (to[i] - part) * share));
  byId("ramp").style.background = "linear-gradient(90deg, rgb(" + mix(0.08) + "), rgb(" + mix(1) + "))";
  return (number) => {
    const share = 0.08 + 0.92 * Math.sqrt(Math.min(1, number / top));
    return ["rgb(" + mix(share) + ")", inkOn(mix(share))];
  };
}

// Black or white, whichever stands out more: at least 4.5 to 1 on every colour.
function inkOn(colour) {
  const [r, g, b] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000000" : "#ffffff";
}

function heatRow(row, paths, colour) {
  const status = view.panel.rows.status[row];
  const cells = paths.map((path) => {
    const number = value(row, path);
    const name = view.labels[row] + ", " + nodeName(path) + ": ";
    const open = { on: { click: () => showEvidenceOf(row, path) }, type: "button" };
    if (number === null) {
      const why = t("no_value", { status: named("status", status) });
      return el("button", { ...open, class: "missing", title: name + why, "aria-label": name + why }, "–");
    }
    const [low, high] = [value(row, path, "low"), value(row, path, "high")];
    const m = view.cells.measure;
    const adjusted = value(row, path, "adjusted");
    const corrected = adjusted === null ? "" : "\n" + t("adjusted") + ": " + figure(adjusted, m);
    const told = figure(number, m) + (low === null ? "" : "\n" + t("interval") + " " + figure(low, m) + " – " + figure(high, m)) + corrected;
    if (number === 0) return el("button", { ...open, class: "zero", title: name + told, "aria-label": name + told }, "0");
    const [ground, ink] = colour(number);
    return el("button", { ...open, title: name + told, "aria-label": name + told, style: { background: ground, color: ink } }, figure(number, m));
  });
  const title = core.documents.path[view.panel.rows.doc[row]] || "";
  const head = el("button", { type: "button", title, on: { click: () => choose(row, true) } }, ...shown(view.labels[row]));
  return el("div", { class: row === state.chosen ? "chosen" : "" }, head, ...cells);
}

function choose(row, go) {
  state.chosen = row;
  byId("chosen").value = row < 0 ? "" : view.labels[row];
  view.heat?.redraw();
  drawViews();
  if (go) byId("profile").scrollIntoView();
}
