/**
 * Rewrites of graphs into forms that run faster: equal results up to rounding, one idea per class.
 */
@NullMarked
package org.gauntletml.models.graph.rewrite;

import org.jspecify.annotations.NullMarked;
