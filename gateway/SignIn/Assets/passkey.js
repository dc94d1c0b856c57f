"use strict";
// Shows the buttons of passkeys where the browser can use them, and sends its answer with the form.
(() => {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  for (const button of document.querySelectorAll("[data-passkey]")) {
    const form = button.form;
    const error = form.querySelector("[data-passkey-error]");
    button.hidden = false;
    for (const field of form.querySelectorAll("[data-passkey-field]")) field.hidden = false;
    button.addEventListener("click", async () => {
      error.hidden = true;
      button.disabled = true;
      try {
        const options = JSON.parse(button.dataset.options);
        const credential = button.dataset.passkey === "get"
          ? await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
          : await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
        form.elements.credential.value = JSON.stringify(credential);
        form.submit();
      } catch (problem) {
        // The sentences are in the page, in its language: NotAllowedError is data-not-allowed-error.
        const name = problem.name[0].toLowerCase() + problem.name.slice(1);
        error.textContent = error.dataset[name] ?? `${error.dataset.otherError} ${problem.message}`;
        error.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
