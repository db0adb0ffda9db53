/** Rows of a table: what their columns mean, and what somebody may do to them. */
@NullMarked
package org.gauntletml.models.tabular;

import org.jspecify.annotations.NullMarked;
