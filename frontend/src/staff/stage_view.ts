// The entry of a stage view's page.
import { keepOnStage } from "./on_stage";

keepOnStage(document, location.href);
