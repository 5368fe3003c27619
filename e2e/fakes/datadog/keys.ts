import type { Json } from '../schema.ts';

const errors = { content: { 'application/json': { schema: { type: 'object', additionalProperties: false, required: ['errors'], properties: { errors: { type: 'array', items: { type: 'string' } } } } } } };

/**
 * `GET /api/v2/validate_keys` written from Datadog's page "Validate API and application keys", for their published file that the
 * other operations are held to does not have it here.
 */
export const KEYS_API: Json = {
  openapi: '3.0.0',
  security: [{ apiKeyAuth: [], appKeyAuth: [] }],
  components: {
    securitySchemes: { apiKeyAuth: { type: 'apiKey', in: 'header', name: 'DD-API-KEY' }, appKeyAuth: { type: 'apiKey', in: 'header', name: 'DD-APPLICATION-KEY' } },
    schemas: {},
  },
  paths: {
    '/api/v2/validate_keys': {
      get: {
        operationId: 'ValidateAPIKey',
        parameters: [],
        responses: {
          '200': { content: { 'application/json': { schema: { type: 'object', additionalProperties: false, required: ['status'], properties: { status: { type: 'string', enum: ['ok'] } } } } } },
          '401': errors,
          '403': errors,
          '429': errors,
        },
      },
    },
  },
};
