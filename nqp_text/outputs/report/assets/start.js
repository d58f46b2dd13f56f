// Language, light and dark, and what happens first.

function remember(name, value) {
  try {
    localStorage.setItem("nqp-" + name, value);
  } catch { /* a page from a file may have no storage */ }
}

function remembered(name) {
  try {
    return localStorage.getItem("nqp-" + name);
  } catch {
    return null;
  }
}

function useLanguage(lang) {
  state.lang = lang;
  document.documentElement.dataset.lang = lang;
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
}

function useTheme(theme) {
  state.theme = theme;
  document.documentElement.dataset.theme = theme;
}

function drawAll() {
  drawCoverage();
  if (core.panels.length) fillIndexControls();
  else drawHeat();
  drawTerms();
  fillEvidenceControls();
  search();
}

function listen() {
  byId("language").addEventListener("click", () => {
    useLanguage(state.lang === "zh" ? "en" : "zh");
    remember("language", state.lang);
    drawAll();
  });
  byId("theme").addEventListener("click", () => {
    useTheme(state.theme === "dark" ? "light" : "dark");
    remember("theme", state.theme);
    drawHeat();
    drawViews();
  });
  byId("unit").addEventListener("change", choosePanel);
  byId("sample").addEventListener("change", chooseCells);
  byId("measure").addEventListener("change", chooseCells);
  byId("find").addEventListener("input", later(drawHeat, 120));
  byId("chosen").addEventListener("change", () => choose(view.labels.indexOf(byId("chosen").value), false));
  byId("terms-lang").addEventListener("change", drawTerms);
  for (const id of ["query", "issuer"]) byId(id).addEventListener("input", later(() => search(), 150));
  for (const id of ["by-year", "by-node", "by-stance", "by-actor", "by-polarity", "by-section"]) byId(id).addEventListener("change", () => search());
  byId("clear").addEventListener("click", () => showEvidence({}));
  byId("detail").addEventListener("click", (event) => event.target === byId("detail") && byId("detail").close());
  window.addEventListener("resize", later(() => {
    drawCoverage();
    drawHeat();
    drawViews();
    found.list?.redraw();
  }, 200));
  markPlace();
}

// Shows in the bar which section is being read.
function markPlace() {
  const links = new Map([...document.querySelectorAll(".bar nav a")].map((link) => [link.getAttribute("href").slice(1), link]));
  const seen = new IntersectionObserver((entries) => entries.forEach((entry) => {
    if (entry.isIntersecting) links.forEach((link, id) => link.classList.toggle("here", id === entry.target.id));
  }), { rootMargin: "-20% 0px -70% 0px" });
  document.querySelectorAll("main section").forEach((section) => seen.observe(section));
}

async function start() {
  useLanguage(remembered("language") || (/^zh/i.test(navigator.language) ? "zh" : "en"));
  useTheme(remembered("theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  if (!("DecompressionStream" in window)) {
    byId("trouble").hidden = false;
    return;
  }
  settings = await unpack(byId("settings"));
  core = await unpack(byId("core"));
  drawAll();
  listen();
  document.documentElement.dataset.ready = "core";
  await unpackEvidence(later(() => search(true), 80));
  fillEvidenceControls();
  search(true);
  document.documentElement.dataset.ready = "all";
}

start();
