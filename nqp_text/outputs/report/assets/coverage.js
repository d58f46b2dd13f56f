// What was read and what was not.

function readStatus(status) {
  if (status === "ok" || status === "duplicate") return "read";
  return status === "partial" ? "partial" : "missing";
}

function drawCoverage() {
  const d = core.documents;
  const years = new Map();
  d.status.forEach((status, doc) => {
    if (status === "duplicate") return;
    const year = d.year[doc] === null ? Infinity : d.year[doc];
    if (!years.has(year)) years.set(year, { read: 0, partial: 0, missing: 0 });
    years.get(year)[readStatus(status)] += 1;
  });
  const sorted = [...years].sort((a, b) => a[0] - b[0]);
  const most = Math.max(1, ...sorted.map(([, n]) => n.read + n.partial + n.missing));
  byId("years").replaceChildren(...sorted.flatMap(([year, n]) => [
    el("span", {}, year === Infinity ? t("year_unknown") : String(year)),
    el("span", { class: "bars" }, ...["read", "partial", "missing"].filter((kind) => n[kind]).map((kind) =>
      el("i", { class: kind, style: { width: (100 * n[kind]) / most + "%" }, title: t("legend_" + kind) + ": " + n[kind] }))),
    el("span", { class: "tally" }, ["read", "partial", "missing"].filter((kind) => n[kind]).map((kind) =>
      n[kind].toLocaleString("en") + " " + t("legend_" + kind)).join(state.lang === "zh" ? "，" : ", ")),
  ]));
  if (!sorted.length) byId("years").replaceChildren(t("coverage_none"));
  drawFailed();
}

function drawFailed() {
  const d = core.documents;
  const failed = d.status.map((_, doc) => doc).filter((doc) => !["ok", "duplicate"].includes(d.status[doc]));
  if (!failed.length) {
    byId("failed").replaceChildren(el("p", { class: "note" }, t(d.status.length ? "coverage_all_read" : "coverage_none")));
    return;
  }
  const height = () => (window.innerWidth <= 640 ? 118 : 82);
  const list = makeList(byId("failed"), "failed", {
    height,
    focus: true,
    render: (i) => {
      const doc = failed[i];
      const [reason, advice] = ["reason", "what_to_do"].map((name) => d[state.lang === "zh" ? name + "_zh" : name][doc] || "");
      const pages = d.pages[doc] ? " · " + t("pages_of", { read: d.pages_read[doc] || 0, all: d.pages[doc] }) : "";
      return el("div", {},
        el("div", { title: d.path[doc] }, ...shown(fileName(d.path[doc]))),
        el("div", {}, el("i", { class: "swatch " + readStatus(d.status[doc]) }), named("status", d.status[doc]) + pages),
        el("div", { title: reason + " " + advice }, ...shown([reason, advice].filter(Boolean).join(" — "))));
    },
  });
  list.box.style.maxHeight = "23rem";
  list.box.style.height = failed.length * height() + 2 + "px";
  list.show(failed.length);
}
