// Charts: a specification from the page's settings, the data of what is chosen, Vega's interpreter.

const drawn = new Map();

// Puts texts in the places of the specification that stand in capital letters.
function filled(spec, places) {
  if (Array.isArray(spec)) return spec.map((part) => filled(part, places));
  if (spec && typeof spec === "object") {
    return Object.fromEntries(Object.entries(spec).map(([key, part]) => [key, filled(part, places)]));
  }
  return typeof spec === "string" && Object.hasOwn(places, spec) ? places[spec] : spec;
}

async function drawChart(id, name, data, places, label) {
  const host = byId(id);
  const spec = filled(settings.specs[name][state.lang], { ...settings.colours[state.theme], ...places });
  spec.datasets = data;
  const number = (drawn.get(id)?.number || 0) + 1;
  drawn.get(id)?.result?.finalize();
  drawn.set(id, { number });
  const result = await vegaEmbed(host, spec, {
    mode: "vega-lite",
    ast: true,
    renderer: "svg",
    config: { ...settings.config[state.theme], aria: false },
    actions: { export: true, source: false, compiled: false, editor: false },
    i18n: { SVG_ACTION: "SVG", PNG_ACTION: "PNG", CLICK_TO_VIEW_ACTIONS: "SVG / PNG" },
    downloadFileName: "nqp-" + name,
    logLevel: 1,
    loader: { http: () => Promise.reject(new Error("no network")) },
  });
  if (drawn.get(id)?.number !== number) {
    result.finalize();
    return null;
  }
  drawn.set(id, { number, result });
  host.querySelector("summary")?.setAttribute("aria-label", "SVG / PNG");
  // One picture with one name: the numbers are in the table of the index, where each cell is named.
  const picture = host.querySelector("svg.marks");
  for (const part of picture?.querySelectorAll("[role]") ?? []) {
    for (const name of ["role", "aria-label", "aria-roledescription"]) part.removeAttribute(name);
  }
  picture?.setAttribute("role", "img");
  picture?.setAttribute("aria-label", label);
  return result;
}

function eraseChart(id) {
  drawn.get(id)?.result?.finalize();
  drawn.delete(id);
  byId(id).replaceChildren();
}

// Charts below the window wait until they are near it.
const waiting = new Map();
const nearby = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting && waiting.has(entry.target.id)) {
      const draw = waiting.get(entry.target.id);
      waiting.delete(entry.target.id);
      draw();
    }
  }
}, { rootMargin: "400px" });

function drawWhenNear(id, draw) {
  waiting.set(id, draw);
  nearby.unobserve(byId(id));
  nearby.observe(byId(id));
}

// The quantile of sorted numbers between two of which it lies: linear (type 7 of Hyndman and Fan).
function quantile(sorted, share) {
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

function middle(values) {
  if (!values.length) return { q1: null, median: null, q3: null, units: 0 };
  const sorted = Float64Array.from(values).sort();
  return { q1: quantile(sorted, 0.25), median: quantile(sorted, 0.5), q3: quantile(sorted, 0.75), units: sorted.length };
}
