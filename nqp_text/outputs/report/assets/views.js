// Profile, trend, talk and walk, terms: drawn from what is chosen.

function drawViews() {
  if (!view.panel) return;
  drawWhenNear("profile-chart", drawProfile);
  drawWhenNear("trend-chart", drawTrend);
  drawWhenNear("talk-chart", drawTalk);
}

function places(extra) {
  return {
    FORMAT: formatOf(view.cells.measure),
    VALUE: t("measure_" + view.cells.measure) + " · " + t("scope_" + view.cells.scope),
    CHOSEN: state.chosen < 0 ? "" : view.labels[state.chosen],
    ...extra,
  };
}

function drawProfile() {
  const paths = columnsShown();
  const rows = paths.map((path) => {
    const seen = view.rows.map((row) => value(row, path)).filter((number) => number !== null);
    const own = state.chosen < 0 ? {} : Object.fromEntries(["value", "low", "high"].map((what) => [what, value(state.chosen, path, what)]));
    return { path: nodeName(path), ...middle(seen), ...own };
  });
  const status = state.chosen < 0 ? "" : view.panel.rows.status[state.chosen];
  const missing = state.chosen >= 0 && value(state.chosen, paths[0]) === null;
  byId("profile-note").textContent = missing
    ? view.labels[state.chosen] + ": " + t("profile_missing", { status: named("status", status) })
    : t("profile_units", { units: rows[0]?.units || 0 });
  const narrow = byId("profile-chart").clientWidth < 560;
  drawChart("profile-chart", "profile", { rows }, places({ LABEL: narrow ? 130 : 330 }), t("profile_title"));
}

function issuerOf(panel, row) {
  return panel.rows.firm_code[row] || panel.rows.firm_name[row] || "";
}

function drawTrend() {
  const paths = columnsShown();
  const years = view.panel.rows.year;
  const rows = [];
  const issuer = state.chosen < 0 ? "" : issuerOf(view.panel, state.chosen);
  paths.forEach((path, order) => {
    const byYear = new Map();
    for (const row of view.rows) {
      const number = value(row, path);
      if (number === null || years[row] === null) continue;
      if (!byYear.has(years[row])) byYear.set(years[row], []);
      byYear.get(years[row]).push(number);
      if (issuer && issuerOf(view.panel, row) === issuer) {
        rows.push({ path: shortName(path), order, year: years[row], value: number, low: value(row, path, "low"), high: value(row, path, "high") });
      }
    }
    for (const [year, numbers] of byYear) rows.push({ path: shortName(path), order, year, ...middle(numbers) });
  });
  const known = [...new Set(rows.map((row) => row.year))].sort();
  byId("trend-note").textContent = known.length === 0 ? t("trend_none") : known.length === 1 ? t("trend_one", { year: String(known[0]) }) : "";
  if (known.length < 2) {
    eraseChart("trend-chart");
    return;
  }
  const width = byId("trend-chart").clientWidth;
  const columns = width > 1000 ? 4 : width > 760 ? 3 : width > 480 ? 2 : 1;
  const each = Math.floor((width - columns * 44 - (columns - 1) * 30 - 20) / columns);
  drawChart("trend-chart", "trend", { rows }, places({ WIDTH: each, COLUMNS: columns, YEARS: known }), t("trend_title"));
}

async function drawTalk() {
  const known = new Map(core.talk.doc.map((doc, i) => [doc, i]));
  const rows = [];
  let most = 0;
  for (const row of view.rows) {
    const doc = view.panel.rows.doc[row];
    const at = known.get(doc);
    if (at === undefined || value(row, view.panel.paths[0]) === null) continue;
    const [talk, walk] = ["talk", "walk"].map((what) => core.talk[what][at] / core.talk.counted[at]);
    most = Math.max(most, Math.min(talk, walk) * 1.15);
    rows.push({ unit: row, label: view.labels[row], talk, walk, chosen: row === state.chosen });
  }
  byId("talk-note").textContent = rows.length ? "" : t("talk_none");
  if (!rows.length) {
    eraseChart("talk-chart");
    return;
  }
  const few = rows.length <= 12;
  for (const each of rows) each.named = few || each.chosen;
  const data = { rows, diagonal: [{ at: 0 }, { at: most || 0.01 }] };
  const result = await drawChart("talk-chart", "talk_walk", data, places(), t("talk_title"));
  result?.view.addEventListener("click", (event, item) => {
    if (item?.datum?.unit !== undefined) choose(item.datum.unit, false);
  });
}

function drawTerms() {
  const languages = [...new Set(core.terms.map((term) => term.lang))];
  fillSelect(byId("terms-lang"), languages.map((lang) => [lang, t("lang_" + (lang || "other"))]), byId("terms-lang").value || (languages.includes(state.lang) ? state.lang : undefined));
  const lang = byId("terms-lang").value;
  const nodes = [...core.nodes].sort((a, b) => b.in_index - a.in_index);
  const groups = nodes.map((node) => [node, core.terms.filter((term) => term.node === node.id && term.lang === lang)]).filter(([, terms]) => terms.length);
  byId("terms-list").replaceChildren(...groups.map(([node, terms]) => el("div", {},
    el("h3", {}, nodeName(node.id)),
    el("ol", {}, ...[...terms.filter((term) => term.term).slice(0, 10), ...terms.filter((term) => !term.term)].map((term) => el("li", {}, el("button", {
      type: "button", class: term.term ? "" : "of-model", title: t("terms_in", { n: term.n, documents: term.documents }),
      on: { click: () => showEvidence({ node: node.id, query: term.term }) },
    },
    el("span", { class: "word" }, ...shown(term.term || t("terms_model"))),
    el("span", { class: "length", style: { width: Math.max(2, (100 * term.n) / Math.max(...terms.map((each) => each.n))) + "%" } }),
    el("span", { class: "number" }, term.n.toLocaleString("en")))))))));
  if (!groups.length) byId("terms-list").replaceChildren(el("p", { class: "note" }, t("terms_none")));
}
