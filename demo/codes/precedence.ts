import type { Provider } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import { HTTP_CHECKS } from '#strict-http';
import { AppModule } from '../../src/app.module.js';

/** A question that a request has to pass: who is asked "yes" responds with the code. */
export interface Question {
  code: number;
  text: string;
}

/** What runs, by its name in the code, and what it asks in this order. */
export interface Step {
  name: string;
  questions: readonly Question[];
}

const ask = (...questions: [code: number, text: string][]): Question[] =>
  questions.map(([code, text]) => ({ code, text }));

/** By the name of a function of `HTTP_CHECKS`, or of a guard or a pipe of the application. */
const QUESTIONS: Readonly<Record<string, readonly Question[]>> = {
  registerRequestHeadCheck: ask(
    [431, 'Are the headers too large?'],
    [414, 'Is the URL too long?'],
    [400, 'Is it invalid HTTP: another version, no `Host` or two, a fragment in the target?'],
    [501, 'Does it have a transfer coding other than `chunked`?'],
  ),
  registerRouteCheck: ask(
    [404, 'Does no route match the path?'],
    [405, 'Does the path not support the method?'],
  ),
  registerRateLimit: ask([429, 'Has the client used up its rate limit?']),
  registerAcceptCheck: ask([406, 'Does `Accept` exclude JSON?']),
  registerContentTypeCheck: ask([
    415,
    'Is the body of a type, charset or coding that is not read?',
  ]),
  registerJsonBodyParser: ask(
    [413, 'Is the body too large?'],
    [400, 'Is the body missing, or can it not be parsed?'],
  ),
  AuthGuard: ask([401, 'Is the token missing where one is needed, or not valid?']),
  ParametersGuard: ask([400, 'Is a parameter or a header invalid?']),
  BodyValidationPipe: ask([422, 'Is a field of the body invalid?']),
};

/** What follows in the services: one statement of the database decides, and then says why it did nothing. */
const IN_THE_SERVICE: readonly Step[] = [
  {
    name: 'OwnedEntities',
    questions: ask(
      [404, 'Does nothing have the id?'],
      [403, 'Does it belong to somebody else?'],
      [428, 'Is `If-Match` missing where it is needed?'],
      [412, 'Is the version another one than the condition says?'],
    ),
  },
  {
    name: 'translateConstraints',
    questions: ask([
      409,
      'Does it conflict with another resource, by a constraint of the database?',
    ]),
  },
];

function toName(provider: Provider): string {
  if ('useClass' in provider) return provider.useClass.name;
  return 'useValue' in provider ? (provider.useValue as object).constructor.name : '';
}

/** What the lists of the code register, in their order. */
const registered = [
  ...HTTP_CHECKS.map(({ register }) => register.name),
  ...(Reflect.getMetadata(MODULE_METADATA.PROVIDERS, AppModule) as Provider[]).map(toName),
];

/** All that a request passes, in the order in which it runs. */
export const PRECEDENCE: readonly Step[] = [
  ...registered.map((name) => ({ name, questions: QUESTIONS[name] ?? [] })),
  ...IN_THE_SERVICE,
];
