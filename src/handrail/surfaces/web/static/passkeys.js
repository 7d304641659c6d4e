// Passkeys: asks the browser for one, puts its answer into the form, and sends that as any other.
const able = window.PublicKeyCredential?.parseCreationOptionsFromJSON
  && window.PublicKeyCredential.parseRequestOptionsFromJSON;
if (able) document.documentElement.dataset.passkeys = "yes";

const asking = {
  make: (options) => navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
  }),
  use: (options) => navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
  }),
};

const words = {
  NotAllowedError: "No passkey was used.",
  AbortError: "No passkey was used.",
  InvalidStateError: "This device has a passkey for you already.",
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.passkey) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  try {
    const answer = await fetch(`${form.getAttribute("action")}/options`, { method: "POST" });
    if (!answer.ok) return void tell(form, await answer.text());
    const made = await asking[form.dataset.passkey](await answer.json());
    form.elements.credential.value = JSON.stringify(made);
    form.submit();
  } catch (error) {
    tell(form, words[error.name] ?? "The passkey could not be used here.");
  } finally {
    delete form.dataset.busy;
  }
});

function tell(form, text) {
  const place = form.querySelector("[data-said]");
  place.textContent = text;
  place.hidden = false;
}
