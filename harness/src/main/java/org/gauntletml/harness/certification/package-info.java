/**
 * Certifying examples one by one and writing down what is guaranteed. What certifies them is seen
 * here only as a function of the example's number.
 */
@NullMarked
package org.gauntletml.harness.certification;

import org.jspecify.annotations.NullMarked;
