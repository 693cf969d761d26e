// Passkeys between the server's JSON and the browser: what is bytes here is base64url there.
// Browsers learn to translate by themselves; those of the last years don't all.

interface Described {
  id: string;
  type: "public-key";
}
interface CreationJson {
  challenge: string;
  rp: PublicKeyCredentialRpEntity;
  user: { id: string; name: string; displayName: string };
  pubKeyCredParams: PublicKeyCredentialParameters[];
  timeout?: number;
  excludeCredentials?: Described[];
  authenticatorSelection?: AuthenticatorSelectionCriteria;
  attestation?: AttestationConveyancePreference;
}
interface RequestJson {
  challenge: string;
  rpId: string;
  timeout?: number;
  userVerification?: UserVerificationRequirement;
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

export function textOf(buffer: ArrayBuffer): string {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function creationOptions(json: CreationJson): PublicKeyCredentialCreationOptions {
  const { excludeCredentials = [], ...rest } = json;
  return {
    ...rest,
    challenge: bytesOf(json.challenge),
    user: { ...json.user, id: bytesOf(json.user.id) },
    excludeCredentials: excludeCredentials.map(({ id, type }) => ({ id: bytesOf(id), type })),
  };
}

export function requestOptions(json: RequestJson): PublicKeyCredentialRequestOptions {
  const { challenge, rpId, timeout = 60_000, userVerification = "required" } = json;
  return { challenge: bytesOf(challenge), rpId, timeout, userVerification };
}

function answerOf(made: PublicKeyCredential, response: Record<string, string>): object {
  const id = textOf(made.rawId);
  return { id, rawId: id, type: made.type, response };
}

export function madeAnswer(made: PublicKeyCredential): object {
  const response = made.response as AuthenticatorAttestationResponse;
  return answerOf(made, {
    clientDataJSON: textOf(response.clientDataJSON),
    attestationObject: textOf(response.attestationObject),
  });
}

export function usedAnswer(used: PublicKeyCredential): object {
  const response = used.response as AuthenticatorAssertionResponse;
  return answerOf(used, {
    clientDataJSON: textOf(response.clientDataJSON),
    authenticatorData: textOf(response.authenticatorData),
    signature: textOf(response.signature),
  });
}

/** Makes a passkey with these options; null where the person let it be. */
export async function makePasskey(json: unknown): Promise<object | null> {
  const publicKey = creationOptions(json as CreationJson);
  const made = await navigator.credentials.create({ publicKey });
  return made && madeAnswer(made as PublicKeyCredential);
}

/** Uses a passkey with these options. */
export async function usePasskey(json: unknown): Promise<object | null> {
  const publicKey = requestOptions(json as RequestJson);
  const used = await navigator.credentials.get({ publicKey });
  return used && usedAnswer(used as PublicKeyCredential);
}
