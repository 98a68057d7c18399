import type { DocumentOptions } from './build-document.js';
import { NO_RATE_LIMIT } from '#strict-http';
import {
  InvalidParameters,
  NotAcceptable,
  PROBLEM_TYPES,
  type ProblemClass,
  TooManyRequests,
  describeProblems,
} from '#problem-details';
import {
  forbidAdditionalProperties,
  getContent,
  type Operation,
  type ResponseObject,
  type Responses,
  type Schemas,
} from './document-parts.js';

const BEARER = { bearer: [] };

/** Adds to an operation what its decorators need not repeat. */
export function addCommonParts(
  operation: Operation,
  schemas: Schemas,
  unauthorized: DocumentOptions['unauthorized'],
): void {
  const { requestBody, responses } = operation;
  const isHtml = 'text/html' in getContent(responses['200']);
  if (unauthorized) addAuthentication(operation, unauthorized);
  if (!isHtml) addProblems(responses, '400', [InvalidParameters]);
  for (const [type, { schema }] of Object.entries(getContent(requestBody))) {
    if (/[/+]json$/.test(type)) forbidAdditionalProperties(schema, schemas);
  }
  if (!isHtml && hasJsonSuccess(responses)) addProblems(responses, '406', [NotAcceptable]);
  if (!(NO_RATE_LIMIT in operation)) addProblems(responses, '429', [TooManyRequests]);
  // The mark itself is not part of the document.
  Reflect.deleteProperty(operation, NO_RATE_LIMIT);
}

/** No decorator means that a token is required; `@Public()` adds `{}`, `@OptionalAuth()` both. */
function addAuthentication(
  operation: Operation,
  { missing, invalid }: NonNullable<DocumentOptions['unauthorized']>,
): void {
  const { security = [], responses } = operation;
  const isBearer = security.some((requirement) => 'bearer' in requirement);
  if (security.length === 0) {
    operation.security = [BEARER];
    addProblems(responses, '401', [missing, invalid]);
  } else if (isBearer) {
    operation.security = [{}, BEARER];
    addProblems(responses, '401', [invalid]);
  } else {
    operation.security = [];
  }
}

/** Puts problems before those that a response already documents, as its examples. */
function addProblems(responses: Responses, status: string, problems: ProblemClass[]): void {
  const examples = getContent(responses[status])['application/problem+json']?.examples ?? {};
  const documented = Object.keys(examples).flatMap((type) => {
    const definition = PROBLEM_TYPES.get(type);
    return definition ? [{ definition }] : [];
  });
  responses[status] = describeProblems([...problems, ...documented]) as ResponseObject;
}

function hasJsonSuccess(responses: Responses): boolean {
  return Object.entries(responses).some(
    ([status, response]) => status < '300' && 'application/json' in getContent(response),
  );
}
