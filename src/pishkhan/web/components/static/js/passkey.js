// Passkeys: the browser is asked when the form is sent, and its answer goes along in the form.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const listed = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));

const asked = {
  create: (options) => navigator.credentials.create({ publicKey: {
    ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: listed(options.excludeCredentials),
  } }),
  get: (options) => navigator.credentials.get({ publicKey: {
    ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials),
  } }),
};

const told = (found) => {
  const { response } = found, answer = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) answer[name] = text(response[name]);
  }
  if (response.getTransports) answer.transports = response.getTransports();
  return {
    id: found.id, rawId: text(found.rawId), type: found.type, response: answer,
    clientExtensionResults: found.getClientExtensionResults(),
  };
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[type=submit]");
  const failed = form.querySelector("[data-passkey-failed]"), unable = form.querySelector("[data-passkey-unable]");
  if (!window.PublicKeyCredential) {
    unable.hidden = false;
    button.disabled = true;
    continue;
  }
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    failed.hidden = true;
    button.disabled = true;
    try {
      const options = JSON.parse(document.getElementById("passkey-options").textContent).publicKey;
      form.elements.credential.value = JSON.stringify(told(await asked[form.dataset.passkey](options)));
      form.submit();
    } catch {
      failed.hidden = false;
      button.disabled = false;
    }
  });
}
