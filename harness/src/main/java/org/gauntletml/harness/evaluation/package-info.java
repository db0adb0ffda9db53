/**
 * Running attacks on a model and writing down what happened. A defence is seen here only as a
 * classifier, so that no evaluation can be kind to one.
 */
@NullMarked
package org.gauntletml.harness.evaluation;

import org.jspecify.annotations.NullMarked;
