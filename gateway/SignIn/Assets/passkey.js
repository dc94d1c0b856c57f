"use strict";
// Shows the buttons of passkeys where the browser can use them, and sends its answer with the form.
(() => {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  const explain = {
    NotAllowedError: "Nothing was chosen, or it took too long. Try again.",
    InvalidStateError: "This device has a passkey for this account already.",
    SecurityError: "Passkeys do not work at this address. Open the page by the name of the deployment, not by a number.",
  };
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
        error.textContent = explain[problem.name] ?? `The passkey could not be used: ${problem.message}`;
        error.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
