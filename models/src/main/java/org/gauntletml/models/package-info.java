/**
 * What is attacked: three levels of access to a classifier, as types, and the losses that steer
 * gradients.
 */
@NullMarked
package org.gauntletml.models;

import org.jspecify.annotations.NullMarked;
