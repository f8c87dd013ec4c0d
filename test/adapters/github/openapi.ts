// GitHub's published description of its REST API: which operation a request is, and everything that is wrong with it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Sent } from './wire.ts';

type Parameter = { $ref?: string; name: string; in: 'path' | 'query' | 'header'; required?: boolean };
export type Operation = {
  readonly method: string;
  readonly path: string;
  readonly docs: string;
  /** False also for what takes the App's own key instead of an installation's token. */
  readonly isForInstallations: boolean;
  readonly isDeprecated: boolean;
  readonly parameters: readonly { readonly at: string; readonly is: Parameter }[];
  /** A pointer to the schema; undefined where the operation takes no body. */
  readonly body: string | undefined;
};
export type ReadCall = {
  readonly operation: Operation | undefined;
  readonly query: readonly string[];
  readonly body: readonly string[];
  /** Empty where the call is as described. */
  readonly wrong: readonly string[];
};
type Described = {
  externalDocs?: { url: string };
  deprecated?: boolean;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, unknown> };
  'x-github'?: { enabledForGitHubApps?: boolean };
};

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
export type Description = { readonly read: (sent: Sent) => ReadCall };

/** Thirteen megabytes, of which the few schemas that are asked for get compiled; the package's own index loads all of it ten times. */
export function githubDescription(): Description {
  const file = import.meta.resolve('@octokit/openapi/generated/api.github.com.json');
  const text = readFileSync(fileURLToPath(file), 'utf8');
  const description = JSON.parse(text) as {
    paths: Record<string, Record<string, Described>>;
    components: { parameters: Record<string, Parameter> };
  };
  // What comes in a path or a query is text, hence the coercion; the bodies are taken as they are.
  const options = { strict: false, validateFormats: false, validateSchema: false, allErrors: true } as const;
  const ofText = new Ajv({ ...options, coerceTypes: true }).addSchema(description, 'github');
  const ofBody = new Ajv(options).addSchema(description, 'github');
  const validators = new Map<string, ValidateFunction>();
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const described = methods[method];
      return described === undefined ? [] : [operationOf(path, method, described)];
    }),
  );

  function operationOf(path: string, method: string, described: Described): Operation {
    const at = `#/paths/${escaped(path)}/${method}`;
    const content = described.requestBody?.content['application/json'];
    return {
      method: method.toUpperCase(),
      path,
      docs: described.externalDocs?.url ?? '',
      isForInstallations: described['x-github']?.enabledForGitHubApps === true,
      isDeprecated: described.deprecated === true,
      parameters: (described.parameters ?? []).map((is, index) => {
        const name = is.$ref?.split('/').at(-1);
        const shared = name === undefined ? undefined : description.components.parameters[name];
        return { at: is.$ref ?? `${at}/parameters/${index}`, is: shared ?? is };
      }),
      body: content === undefined ? undefined : `${at}/requestBody/content/application~1json/schema`,
    };
  }

  /** Wrapped, as a value that is coerced needs a place to stand in. */
  function validatorOf(ajv: Ajv, pointer: string): ValidateFunction {
    const key = `${ajv === ofText} ${pointer}`;
    const $ref = `github${pointer.replaceAll('{', '%7B').replaceAll('}', '%7D')}`;
    const validator = validators.get(key) ?? ajv.compile({ type: 'object', properties: { value: { $ref } } });
    validators.set(key, validator);
    return validator;
  }

  function complaints(ajv: Ajv, pointer: string, value: unknown, what: string): readonly string[] {
    const isFine = validatorOf(ajv, pointer);
    if (isFine({ value })) return [];
    return (isFine.errors ?? []).map(
      ({ instancePath, message }) => `${what}${instancePath.slice(6)} ${message}`,
    );
  }

  function wrongParameters(operation: Operation, values: ReadonlyMap<string, string>): readonly string[] {
    const known = new Set(operation.parameters.map(({ is }) => is.name));
    return [
      ...[...values.keys()].filter((name) => !known.has(name)).map((name) => `${name} is no parameter`),
      ...operation.parameters.flatMap(({ at, is }) => {
        const value = values.get(is.name);
        if (value !== undefined) return complaints(ofText, `${at}/schema`, value, is.name);
        return is.required && is.in !== 'header' ? [`${is.name} is missing`] : [];
      }),
    ];
  }

  function wrongBody({ body }: Operation, sent: Readonly<Record<string, unknown>>): readonly string[] {
    if (body === undefined) return Object.keys(sent).map((name) => `takes no body, was sent ${name}`);
    const described = ofBody.getSchema(`github${body.replaceAll('{', '%7B').replaceAll('}', '%7D')}`)?.schema;
    const { properties = {} } = described as { properties?: object };
    const strange = Object.keys(sent).filter((name) => !Object.hasOwn(properties, name));
    return [
      ...strange.map((name) => `${name} is no field of the body`),
      ...complaints(ofBody, body, sent, 'body'),
    ];
  }

  function read({ method, path, body: text }: Sent): ReadCall {
    const { pathname, searchParams } = new URL(path, 'http://github');
    const found = operations
      .filter((each) => each.method === method)
      .map((operation) => ({ operation, values: matched(operation.path, pathname) }))
      .filter(({ values }) => values !== undefined)
      // `/repos/{owner}/{repo}/branches/main` before anything with one more placeholder.
      .sort((a, b) => (a.values?.size ?? 0) - (b.values?.size ?? 0))[0];
    const query = [...searchParams.keys()];
    const sent = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    const body = Object.keys(sent);
    if (found === undefined)
      return { operation: undefined, query, body, wrong: ['is no operation of GitHub'] };
    const { operation } = found;
    const values = new Map([...(found.values ?? []), ...searchParams]);
    const wrong = [
      ...(operation.isDeprecated ? ['is deprecated'] : []),
      ...wrongParameters(operation, values),
      ...wrongBody(operation, sent),
    ];
    return { operation, query, body, wrong };
  }
  return { read };
}

const escaped = (path: string): string => path.replaceAll('~', '~0').replaceAll('/', '~1');

/** What stands in a path for its placeholders; undefined where it is another path. */
function matched(template: string, pathname: string): Map<string, string> | undefined {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const match = new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '([^/]+)')}$`).exec(
    pathname,
  );
  return match === null
    ? undefined
    : new Map(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]));
}
