// The entry of the "now" page.
import { keepNew } from "./renew";

keepNew(document, location.href, "#board");
