import { z } from 'zod';

/**
 * zod's compiled checks need `eval`, which the page's content policy forbids; merely trying it is reported as a violation.
 * It decides when a schema is made, so this is the first import of every page.
 */
z.config({ jitless: true });
