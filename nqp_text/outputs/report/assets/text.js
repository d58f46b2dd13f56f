// Words, numbers and elements. Nothing from a document is ever parsed as HTML: texts become text nodes.

const byId = (id) => document.getElementById(id);
const state = { lang: "en", theme: "light", chosen: -1, cell: 0 };

function t(key, values) {
  const word = settings.words[key];
  let text = word ? word[state.lang] : key.replace(/^[a-z]+_/, "").replaceAll("_", " ");
  for (const [name, value] of Object.entries(values || {})) {
    text = text.replaceAll("{" + name + "}", typeof value === "number" ? value.toLocaleString("en") : value);
  }
  return text;
}

function named(prefix, value) {
  return value ? t(prefix + "_" + value) : "–";
}

// A part of another section is dotted: mdna.risk.
function sectionName(name) {
  return name.split(".").map((part) => t("section_" + part)).join(" › ");
}

function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (name === "style") for (const [key, set] of Object.entries(value)) element.style.setProperty(key, set);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Marks that turn the direction of writing, and other invisible signs, are shown by their numbers.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

function shown(text) {
  if (!CONTROL.test(text)) return [document.createTextNode(text)];
  return text.split(new RegExp("(" + CONTROL.source + ")")).filter(Boolean).map((part) => {
    if (part.length > 1 || !CONTROL.test(part)) return document.createTextNode(part);
    const code = "U+" + part.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return el("span", { class: "control" }, code);
  });
}

// A text with marks; spans are [start, end, class] and may overlap: the earlier and longer one wins.
function marked(text, spans) {
  const parts = [];
  let at = 0;
  for (const [start, end, kind] of [...spans].sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (start < at || end > text.length) continue;
    parts.push(...shown(text.slice(at, start)), el("mark", { class: kind }, ...shown(text.slice(start, end))));
    at = end;
  }
  parts.push(...shown(text.slice(at)));
  return parts;
}

function isShare(measure) {
  return measure.startsWith("share");
}

function formatOf(measure) {
  if (isShare(measure)) return ".2~%";
  return measure === "count" || measure === "terms" ? ",.0f" : ",.2~f";
}

function figure(value, measure) {
  if (value === null || value === undefined) return "–";
  if (isShare(measure)) {
    const share = value * 100;
    return (share > 0 && share < 0.95 ? share.toFixed(2) : share.toFixed(1)) + "%";
  }
  return Number.isInteger(value) ? value.toLocaleString("en") : value.toFixed(2);
}

function fillSelect(select, options, value) {
  select.replaceChildren(...options.map(([key, label]) => el("option", { value: key }, ...label === "" ? ["–"] : [label])));
  if (value !== undefined && options.some(([key]) => String(key) === String(value))) select.value = value;
}

function later(act, wait) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
}
