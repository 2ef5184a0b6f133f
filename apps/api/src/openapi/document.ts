import { Problem, problemKinds, routes, type Route } from '@cyclecount/contract'
import * as z from 'zod'
import type { Config } from '../config/config.ts'

/** OpenAPI 3.1 of exactly the routes that are mounted, from the same table. */
export function openApiDocument(config: Pick<Config, 'version' | 'identity'>): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Cyclecount',
      version: config.version,
      description:
        'Quantities are integers in milli-units, money integer text in millionths, instants UTC milliseconds, ids UUIDs in lower case.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: schemaOf(Problem) },
      securitySchemes: {
        person: {
          type: 'openIdConnect',
          openIdConnectUrl: `${config.identity.issuer}/.well-known/openid-configuration`,
        },
        device: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token a device was given when enrolled.',
        },
        machine: {
          type: 'http',
          scheme: 'bearer',
          description:
            'The token an administrator let a machine in with. It is good for its scopes at its facilities, until it expires or is revoked.',
        },
        signature: {
          type: 'apiKey',
          in: 'header',
          name: 'webhook-signature',
          description:
            'A signature over the message as Standard Webhooks describe, with the secret of the facility; webhook-id and webhook-timestamp beside it.',
        },
      },
    },
  }
}

function operation(name: string, route: Route): object {
  const { access } = route
  const content = { schema: schemaOf(route.reply) }
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.tag],
    ...needs(route),
    security: access.by === 'public' ? [] : [{ [access.by]: [] }],
    parameters: [
      ...parameters('path', route.params),
      ...parameters('query', route.query),
      ...(route.once ? [idempotencyKey] : []),
    ],
    ...requestBody(route),
    responses: {
      200: {
        description: route.stream ? 'Server-sent events, each with this as its data.' : 'Done.',
        content: route.gives
          ? { [route.gives]: { schema: file } }
          : { [route.stream ? 'text/event-stream' : 'application/json']: content },
      },
      default: {
        description: `What went wrong; its kind is one of ${Object.keys(problemKinds).join(', ')}.`,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function needs({ access }: Route): { readonly description?: string } {
  if (access.by === 'person') return { description: `Needs the capability “${access.capability}”.` }
  return access.by === 'machine' ? { description: `Needs a token with the scope “${access.scope}”.` } : {}
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'Made by the caller for each thing to be done. The same key again, with the same body, does nothing and gets the first answer.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
}

const file = { type: 'string', format: 'binary' }

function requestBody(route: Route): { readonly requestBody?: object } {
  if (route.takes !== undefined)
    return { requestBody: { required: true, content: { [route.takes]: { schema: file } } } }
  if (route.body === undefined) return {}
  return {
    requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body) } } },
  }
}

function parameters(place: 'path' | 'query', schema: Route['params']): object[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = schemaOf(schema)
  return Object.entries(properties).map(([name, described]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: described,
  }))
}

function schemaOf(schema: z.core.$ZodType): z.core.JSONSchema.JSONSchema {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' })
  return described
}
