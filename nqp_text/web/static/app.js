// What the pages do beyond links, forms and htmx. Nothing here is needed to read.
"use strict";

const byId = (id) => document.getElementById(id);
const typing = (element) => element.matches("textarea, select, input:not([type=checkbox]):not([type=radio])");

// Forms that show something anew when a choice changes.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form) form.requestSubmit();
});

// Dropping and sending files.
function names(files) {
  const list = byId("chosen");
  list.replaceChildren(
    ...Array.from(files, (file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name} · ${(file.size / 1048576).toFixed(1)} MB`;
      return item;
    }),
  );
}

async function send(form) {
  const note = byId("sending");
  const error = byId("upload-error");
  note.textContent = note.dataset.text;
  error.replaceChildren();
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { "HX-Request": "true" },
    });
    const target = answer.headers.get("HX-Redirect");
    if (answer.ok && target) {
      location.assign(target);
      return;
    }
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    const shown = parsed.querySelector(".notice") || parsed.body;
    error.append(document.adoptNode(shown));
  } catch (problem) {
    error.textContent = String(problem);
  }
  note.textContent = "";
}

const upload = byId("upload");
if (upload) {
  const drop = byId("drop");
  const files = byId("files");
  files.addEventListener("change", () => names(files.files));
  upload.addEventListener("submit", (event) => {
    event.preventDefault();
    send(upload);
  });
  for (const kind of ["dragenter", "dragover"])
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    files.files = event.dataTransfer.files;
    names(files.files);
    upload.requestSubmit();
  });
  // A file that misses the field must not replace the page.
  for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
}

// A sentence and its marks on the page light up together.
function light(id, scroll) {
  for (const element of document.querySelectorAll(".lit")) element.classList.remove("lit");
  if (!id) return;
  for (const element of document.querySelectorAll(`[data-sentence="${CSS.escape(id)}"]`)) {
    element.classList.add("lit");
    if (scroll && element.matches(scroll)) element.scrollIntoView({ block: "nearest" });
  }
}
document.addEventListener("pointerover", (event) => {
  const over = event.target.closest("[data-sentence]");
  if (over) light(over.dataset.sentence, over.matches("g") ? ".sentence" : "");
});
document.addEventListener("focusin", (event) => {
  const over = event.target.closest(".sentence[data-sentence]");
  if (over) light(over.dataset.sentence, "g");
});
document.addEventListener("click", (event) => {
  const mark = event.target.closest("g[data-sentence]");
  const sentence = mark && byId(`s${mark.dataset.sentence}`);
  if (sentence) sentence.focus();
});
document.addEventListener("htmx:after:swap", () => {
  const wanted = location.hash.match(/^#s(\d+)$/);
  if (wanted && byId(`s${wanted[1]}`) && !document.querySelector(".lit")) light(wanted[1], ".sentence");
});

// Turning pages with the arrow keys, and auditing with letters.
function turn(event) {
  const id = { ArrowLeft: "turn-back", ArrowRight: "turn-on" }[event.key];
  const found = id && byId(event.shiftKey ? `${id}-found` : id);
  if (found) {
    event.preventDefault();
    found.click();
  }
}

function cycle(form, name) {
  const choices = Array.from(form.querySelectorAll(`[data-cycle="${name}"] input`));
  const at = choices.findIndex((choice) => choice.checked);
  choices[(at + 1) % choices.length].checked = true;
}

function setLabels(form, wanted) {
  for (const box of form.querySelectorAll("input[name=labels]")) box.checked = wanted.includes(box.value);
}

function accept(form) {
  form.reset();
  setLabels(form, form.dataset.tagged.split(" "));
  for (const name of ["stance", "actor", "polarity"])
    for (const choice of form.querySelectorAll(`input[name=${name}]`))
      choice.checked = choice.value === form.dataset[name];
}

function decide(form, what) {
  const who = form.elements.annotator.value;
  if (what === "accept") accept(form);
  if (what === "reject") setLabels(form, []);
  form.elements.annotator.value = who;
  form.requestSubmit();
}

function audit(event, form) {
  const key = event.key.toLowerCase();
  const act = {
    a: () => decide(form, "accept"),
    r: () => decide(form, "reject"),
    enter: () => form.requestSubmit(),
    s: () => cycle(form, "stance"),
    w: () => cycle(form, "actor"),
    p: () => cycle(form, "polarity"),
  }[key];
  const box = /^[1-9]$/.test(key) && form.querySelector(`[data-key="${key}"]`);
  const link = document.querySelector(`[data-do-key="${CSS.escape(key)}"]`);
  if (key === "enter" && event.target.closest("a, button, summary")) return;
  if (!act && !box && !link) return;
  event.preventDefault();
  if (act) act();
  else if (box) box.checked = !box.checked;
  else link.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const form = byId("decision");
  if (form) audit(event, form);
  else turn(event);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) decide(button.closest("form"), button.dataset.do);
});
