package org.gauntletml.attacks;

/** An attack that asks for gradients. */
public interface WhiteBoxAttack extends Attack<GradientTarget> {
  @Override
  default Access<GradientTarget> access() {
    return Access.GRADIENT;
  }
}
