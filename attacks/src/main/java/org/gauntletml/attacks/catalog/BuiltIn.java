package org.gauntletml.attacks.catalog;

import static org.gauntletml.attacks.Norm.L0;
import static org.gauntletml.attacks.Norm.L1;
import static org.gauntletml.attacks.Norm.L2;
import static org.gauntletml.attacks.Norm.LINF;

import java.util.List;
import java.util.Set;
import org.gauntletml.attacks.baseline.BlurAttack;
import org.gauntletml.attacks.baseline.ContrastReduction;
import org.gauntletml.attacks.baseline.GaussianNoise;
import org.gauntletml.attacks.baseline.SaltAndPepper;
import org.gauntletml.attacks.baseline.UniformNoise;
import org.gauntletml.attacks.decisionbased.BoundaryAttack;
import org.gauntletml.attacks.decisionbased.GeoDa;
import org.gauntletml.attacks.decisionbased.HopSkipJump;
import org.gauntletml.attacks.decisionbased.Opt;
import org.gauntletml.attacks.decisionbased.PointwiseAttack;
import org.gauntletml.attacks.decisionbased.RayS;
import org.gauntletml.attacks.decisionbased.SignFlip;
import org.gauntletml.attacks.decisionbased.SignOpt;
import org.gauntletml.attacks.decisionbased.SurFree;
import org.gauntletml.attacks.scorebased.Bandits;
import org.gauntletml.attacks.scorebased.NAttack;
import org.gauntletml.attacks.scorebased.Nes;
import org.gauntletml.attacks.scorebased.OnePixel;
import org.gauntletml.attacks.scorebased.Parsimonious;
import org.gauntletml.attacks.scorebased.SignHunter;
import org.gauntletml.attacks.scorebased.SimBa;
import org.gauntletml.attacks.scorebased.Spsa;
import org.gauntletml.attacks.scorebased.SquareAttack;
import org.gauntletml.attacks.scorebased.Zoo;
import org.gauntletml.attacks.spatial.SpatialAttack;
import org.gauntletml.attacks.whitebox.Apgd;
import org.gauntletml.attacks.whitebox.AutoConjugateGradient;
import org.gauntletml.attacks.whitebox.CarliniWagnerL2;
import org.gauntletml.attacks.whitebox.CarliniWagnerLinf;
import org.gauntletml.attacks.whitebox.DecoupledDirectionNorm;
import org.gauntletml.attacks.whitebox.DeepFool;
import org.gauntletml.attacks.whitebox.ElasticNet;
import org.gauntletml.attacks.whitebox.Fab;
import org.gauntletml.attacks.whitebox.FastMinimumNorm;
import org.gauntletml.attacks.whitebox.Fgsm;
import org.gauntletml.attacks.whitebox.Jsma;
import org.gauntletml.attacks.whitebox.MiFgsm;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.attacks.whitebox.PgdAdam;
import org.gauntletml.attacks.whitebox.SparseL1Descent;

/** The attacks Gauntlet ships, in the order they are listed to people. */
final class BuiltIn {
  static final List<AttackEntry> ATTACKS =
      List.of(
          new AttackEntry(
              "fgsm", Set.of(LINF, L2, L1), "Goodfellow et al. 2015, arXiv 1412.6572", Fgsm::new),
          new AttackEntry(
              "bim",
              Set.of(LINF, L2, L1),
              "Kurakin et al. 2017, arXiv 1607.02533",
              Pgd::basicIterative),
          new AttackEntry(
              "pgd", Set.of(LINF, L2, L1), "Madry et al. 2018, arXiv 1706.06083", Pgd::of),
          new AttackEntry(
              "pgd-adam", Set.of(LINF), "Uesato et al. 2018, arXiv 1802.05666", PgdAdam::of),
          new AttackEntry(
              "mi-fgsm", Set.of(LINF, L2, L1), "Dong et al. 2018, arXiv 1710.06081", MiFgsm::of),
          new AttackEntry(
              "sparse-l1",
              Set.of(L1),
              "Tramer and Boneh 2019, arXiv 1904.13000",
              SparseL1Descent::of),
          new AttackEntry(
              "apgd-ce", Set.of(LINF, L2, L1), "Croce and Hein 2020, arXiv 2003.01690", Apgd::of),
          new AttackEntry(
              "apgd-dlr", Set.of(LINF, L2, L1), "Croce and Hein 2020, arXiv 2003.01690", Apgd::dlr),
          new AttackEntry(
              "apgd-t",
              Set.of(LINF, L2, L1),
              "Croce and Hein 2020, arXiv 2003.01690",
              Apgd::targeted),
          new AttackEntry(
              "acg",
              Set.of(LINF, L2),
              "Yamamura et al. 2022, arXiv 2206.09628",
              AutoConjugateGradient::of),
          new AttackEntry(
              "fab", Set.of(LINF, L2, L1), "Croce and Hein 2020, arXiv 1907.02044", Fab::of),
          new AttackEntry(
              "fab-t",
              Set.of(LINF, L2, L1),
              "Croce and Hein 2020, arXiv 1907.02044",
              Fab::targeted),
          new AttackEntry(
              "deepfool",
              Set.of(LINF, L2),
              "Moosavi-Dezfooli et al. 2016, arXiv 1511.04599",
              DeepFool::of),
          new AttackEntry(
              "ddn",
              Set.of(L2),
              "Rony et al. 2019, arXiv 1811.09600",
              norm -> DecoupledDirectionNorm.of(100)),
          new AttackEntry(
              "fmn",
              Set.of(LINF, L2, L1, L0),
              "Pintor et al. 2021, arXiv 2102.12827",
              FastMinimumNorm::of),
          new AttackEntry(
              "cw-l2",
              Set.of(L2),
              "Carlini and Wagner 2017, arXiv 1608.04644",
              norm -> CarliniWagnerL2.authors()),
          new AttackEntry(
              "cw-linf",
              Set.of(LINF),
              "Carlini and Wagner 2017, arXiv 1608.04644",
              norm -> CarliniWagnerLinf.authors()),
          new AttackEntry(
              "ead",
              Set.of(L1),
              "Chen et al. 2018, arXiv 1709.04114",
              norm -> ElasticNet.authors()),
          new AttackEntry(
              "jsma", Set.of(L0), "Papernot et al. 2016, arXiv 1511.07528", norm -> Jsma.raising()),
          new AttackEntry(
              "spatial",
              Set.of(LINF, L2, L1),
              "Engstrom et al. 2019, arXiv 1712.02779",
              SpatialAttack::of),
          new AttackEntry(
              "square",
              Set.of(LINF, L2, L1),
              "Andriushchenko et al. 2020, arXiv 1912.00049",
              SquareAttack::of),
          new AttackEntry(
              "simba", Set.of(L2), "Guo et al. 2019, arXiv 1905.07121", norm -> SimBa.pixels()),
          new AttackEntry(
              "simba-dct", Set.of(L2), "Guo et al. 2019, arXiv 1905.07121", norm -> SimBa.waves()),
          new AttackEntry(
              "signhunter",
              Set.of(LINF),
              "Al-Dujaili and O'Reilly 2020, arXiv 1902.06894",
              norm -> SignHunter.standard()),
          new AttackEntry("nes", Set.of(LINF, L2), "Ilyas et al. 2018, arXiv 1804.08598", Nes::of),
          new AttackEntry(
              "spsa",
              Set.of(LINF),
              "Uesato et al. 2018, arXiv 1802.05666",
              norm -> Spsa.standard()),
          new AttackEntry(
              "bandits", Set.of(LINF, L2), "Ilyas et al. 2019, arXiv 1807.07978", Bandits::of),
          new AttackEntry(
              "nattack", Set.of(LINF, L2), "Li et al. 2019, arXiv 1905.00441", NAttack::of),
          new AttackEntry(
              "zoo", Set.of(L2), "Chen et al. 2017, arXiv 1708.03999", norm -> Zoo.standard()),
          new AttackEntry(
              "one-pixel",
              Set.of(L0),
              "Su et al. 2019, arXiv 1710.08864",
              norm -> OnePixel.standard()),
          new AttackEntry(
              "parsimonious",
              Set.of(LINF),
              "Moon et al. 2019, arXiv 1905.06635",
              norm -> Parsimonious.standard()),
          new AttackEntry(
              "hopskipjump",
              Set.of(LINF, L2),
              "Chen et al. 2020, arXiv 1904.02144",
              HopSkipJump::of),
          new AttackEntry(
              "qeba",
              Set.of(LINF, L2),
              "Li et al. 2020, arXiv 2005.14137",
              HopSkipJump::inSlowWaves),
          new AttackEntry(
              "qeba-resize",
              Set.of(LINF, L2),
              "Li et al. 2020, arXiv 2005.14137",
              HopSkipJump::inSmallImages),
          new AttackEntry(
              "boundary",
              Set.of(L2),
              "Brendel et al. 2018, arXiv 1712.04248",
              norm -> BoundaryAttack.standard()),
          new AttackEntry(
              "sign-opt",
              Set.of(L2),
              "Cheng et al. 2020, arXiv 1909.10773",
              norm -> SignOpt.standard()),
          new AttackEntry(
              "opt", Set.of(L2), "Cheng et al. 2019, arXiv 1807.04457", norm -> Opt.standard()),
          new AttackEntry(
              "sign-flip", Set.of(LINF), "Chen et al. 2020, ECCV", norm -> SignFlip.standard()),
          new AttackEntry(
              "geoda", Set.of(LINF, L2), "Rahmati et al. 2020, arXiv 2003.06468", GeoDa::of),
          new AttackEntry(
              "rays", Set.of(LINF), "Chen and Gu 2020, arXiv 2006.12792", norm -> RayS.standard()),
          new AttackEntry(
              "surfree",
              Set.of(L2),
              "Maho et al. 2021, arXiv 2011.12807",
              norm -> SurFree.standard()),
          new AttackEntry(
              "pointwise",
              Set.of(L0),
              "Schott et al. 2019, arXiv 1805.09190",
              norm -> PointwiseAttack.standard()),
          new AttackEntry(
              "gaussian-noise", Set.of(L2), "baseline", norm -> GaussianNoise.repeated()),
          new AttackEntry("uniform-noise", Set.of(LINF, L2, L1), "baseline", UniformNoise::of),
          new AttackEntry(
              "salt-and-pepper", Set.of(L0), "baseline", norm -> SaltAndPepper.repeated()),
          new AttackEntry("contrast", Set.of(LINF, L2, L1), "baseline", ContrastReduction::of),
          new AttackEntry("blur", Set.of(LINF, L2, L1), "baseline", BlurAttack::of));

  private BuiltIn() {}
}
