/**
 * The native side of the machine: the only place that asks which ND4J back end runs and how the
 * process is set up for it.
 */
@NullMarked
package org.gauntletml.models.backend;

import org.jspecify.annotations.NullMarked;
