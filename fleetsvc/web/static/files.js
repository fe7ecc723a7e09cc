// Lets files be dropped onto their field, and names those that were chosen; the field works without it.
"use strict";

for (const zone of document.querySelectorAll("[data-drop]")) {
  const field = zone.querySelector("input[type=file]");
  const told = document.createElement("output");
  const tell = () => {
    const names = [...field.files].map((file) => file.name);
    told.textContent = names.length ? names.join("\n") : zone.dataset.drop;
    zone.classList.toggle("chosen", names.length > 0);
  };
  zone.append(told);
  zone.classList.add("live");
  tell();
  field.addEventListener("change", tell);
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
