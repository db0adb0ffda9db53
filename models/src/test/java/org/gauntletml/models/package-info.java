@NullMarked
package org.gauntletml.models;

import org.jspecify.annotations.NullMarked;
