// Lets files be dropped onto their field, names them with what is wrong at a glance, and sends them once, showing how
// far it is; the form works without it.
"use strict";

const sizeOf = (file) => (file.size < 1048576 ? `${Math.ceil(file.size / 1024)} KB` : `${(file.size / 1048576).toFixed(1)} MB`);

function faultOf(file, zone) {
  if (file.size === 0) {
    return zone.dataset.empty;
  }
  return file.size > Number(zone.dataset.most) ? zone.dataset.over : "";
}

function lineOf(file, zone) {
  const line = document.createElement("span");
  const fault = faultOf(file, zone);
  line.textContent = fault ? `${file.name}（${sizeOf(file)}）：${fault}` : `${file.name}（${sizeOf(file)}）`;
  line.classList.toggle("bad", fault !== "");
  return line;
}

for (const zone of document.querySelectorAll("[data-drop]")) {
  const field = zone.querySelector("input[type=file]");
  const told = document.createElement("output");
  const tell = () => {
    const files = [...field.files];
    const all = files.reduce((sum, file) => sum + file.size, 0);
    const isIdle = files.length > 0 && files.every((file) => file.size === 0);
    told.replaceChildren(...(files.length ? files.map((file) => lineOf(file, zone)) : [zone.dataset.drop]));
    zone.classList.toggle("chosen", files.length > 0);
    field.setCustomValidity(isIdle ? zone.dataset.empty : all > Number(zone.dataset.most) ? zone.dataset.over : "");
  };
  zone.append(told);
  zone.classList.add("live");
  tell();
  field.addEventListener("change", tell);
  zone.addEventListener("told", tell);
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    zone.addEventListener(kind, () => zone.classList.remove("over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) {
      field.files = event.dataTransfer.files;
      tell();
    }
  });
}

// A file dropped beside the field must not replace the page.
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => event.preventDefault());
}

function tellFault(text) {
  const said = document.createElement("p");
  said.className = "notice bad";
  said.textContent = text;
  document.getElementById("fates").replaceChildren(said);
}

// A large file is refused before it has come, and the browser may see a broken connection instead of the answer.
async function cutOff(form) {
  const page = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (page?.redirected) {
    location.assign(page.url);
  } else {
    tellFault(form.dataset.cut);
  }
}

function answered(form, request) {
  const [path] = new URL(request.responseURL).href.split("#");
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const fates = page.getElementById("fates");
  if (request.status < 400 && (path !== form.action || !fates)) {
    location.assign(path);
    return;
  }
  const shown = document.getElementById("fates");
  if (fates) {
    shown.innerHTML = fates.innerHTML;
  } else {
    tellFault(page.querySelector("main .fault")?.innerText ?? form.dataset.cut);
  }
  shown.scrollIntoView({ block: "center" });
  const list = page.getElementById("list");
  if (list) {
    document.getElementById("list").innerHTML = list.innerHTML;
    document.dispatchEvent(new Event("worked-on"));
  }
  if (request.status < 400) {
    form.querySelector("input[type=file]").value = "";
    form.querySelector("[data-drop]").dispatchEvent(new Event("told"));
  }
}

for (const form of document.querySelectorAll("[data-send]")) {
  const button = form.querySelector("button");
  const bar = document.createElement("progress");
  const before = button.textContent;
  const rest = () => {
    button.disabled = false;
    button.textContent = before;
    bar.remove();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.disabled) {
      return;
    }
    button.disabled = true;
    button.textContent = form.dataset.send;
    bar.setAttribute("aria-label", form.dataset.send);
    button.after(bar);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (now) => {
      if (now.lengthComputable) {
        bar.max = now.total;
        bar.value = now.loaded;
      }
    });
    request.addEventListener("load", () => {
      rest();
      answered(form, request);
    });
    request.addEventListener("error", () => {
      rest();
      cutOff(form);
    });
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}
