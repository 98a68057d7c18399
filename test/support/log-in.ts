import { asJson, type Client } from '#contract-testing';

/** Obtains a token for all later requests of a client. The contract does not check this exchange. */
export async function logIn(client: Client, email: string, password: string): Promise<void> {
  const login = asJson({ email, password });
  const { status, text, body } = await client.exchange<{ accessToken: string }>(
    'POST',
    '/auth/login',
    login,
  );
  if (status !== 200) throw new Error(`The login was a ${status}: ${text}`);
  client.token = body.accessToken;
}
