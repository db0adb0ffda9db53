/**
 * Deeplearning4j networks as classifiers. {@link org.gauntletml.models.dl4j.Dl4jNetwork} is the
 * entrance: it takes a network from memory or from a file and hands it out at the highest level of
 * access it supports.
 */
@NullMarked
package org.gauntletml.models.dl4j;

import org.jspecify.annotations.NullMarked;
