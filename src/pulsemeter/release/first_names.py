"""First names that are common where the program's languages are spoken.

No list of names is ever whole: it helps to mask what people write, it does not promise to. Names
that are everyday words as well (Will, Mark, Rose, Hope, Jan in front of a year …) are left out;
they are masked where something else says that a name follows.
"""

_EN = """
Alexander Alice Amanda Amy Andrew Angela Anthony Ashley Barbara Ben Benjamin Betty Brandon
Brenda Brian Carol Catherine Charles Charlotte Chloe Christina Christine Christopher Cynthia
Daniel David Deborah Dennis Diana Donald Donna Dorothy Edward Eleanor Elizabeth Ella Emily Emma
Eric Ethan Evelyn Fiona Gary George Gerald Gregory Hannah Harold Harry Heather Helen Henry
Isabella Jack Jacob Jacqueline James Janet Jason Jeffrey Jennifer Jeremy Jessica Joan John
Jonathan Jordan Joseph Joshua Joyce Judith Julia Julie Justin Karen Katherine Kathleen Keith
Kelly Kenneth Kevin Kimberly Kyle Larry Laura Lauren Lawrence Linda Lisa Lucy Madison Margaret
Maria Martha Mary Matthew Megan Melissa Michael Michelle Nancy Natalie Nathan Nicholas Nicole
Noah Olivia Oliver Pamela Patricia Patrick Paul Peter Philip Rachel Raymond Rebecca Richard
Robert Roger Ronald Ruth Ryan Samantha Samuel Sandra Sarah Scott Sean Sharon Shirley Simon
Sophia Sophie Stephanie Stephen Steven Susan Teresa Thomas Timothy Tyler Victoria Virginia
Walter William Zachary Zoe Aisha Fatima Mohammed Muhammad Ahmed Priya Rahul Sanjay
"""
_DE = """
Alexandra Andreas Angelika Anita Anja Anke Anna Anneliese Annette Antje Astrid Bärbel Beate
Bernd Bernhard Birgit Björn Brigitte Carsten Christa Christian Christoph Claudia Cornelia Dagmar
Detlef Dieter Dirk Doris Elke Erika Ernst Eva Felix Florian Franz Franziska Frank Friedrich
Gabriele Georg Gerd Gerhard Gisela Gudrun Günter Günther Hannelore Hans Harald Heike Heinrich
Heinz Helga Helmut Herbert Hermann Hildegard Holger Horst Inge Ingrid Irmgard Jana Jens Joachim
Johannes Jonas Jörg Jürgen Jutta Karin Karl Katharina Kathrin Katja Katrin Kerstin Klaus Kurt
Lars Lena Leon Lukas Manfred Manuela Maren Marie Marion Markus Martin Martina Matthias
Maximilian Monika Nadine Nina Norbert Olaf Petra Rainer Ralf Reinhard Renate Rolf Rüdiger Sabine
Sabrina Sandra Sebastian Silke Silvia Stefan Stefanie Steffen Susanne Sven Svenja Tanja Thorsten
Tobias Torsten Ulrich Ulrike Ursula Ute Uwe Volker Waltraud Werner Wilhelm Wolfgang Yvonne
Mehmet Mustafa Ayşe Emine Ali Hüseyin
"""
_FR = """
Adrien Agnès Alain Amélie André Antoine Antoinette Arnaud Aurélie Bernard Brigitte Bruno Camille
Caroline Cécile Céline Chantal Chloé Christelle Christophe Claire Claude Clément Corinne Cyril
Damien Danielle Delphine Didier Dominique Élise Élodie Émilie Éric Estelle Fabien Fabrice
Florence Francis François Françoise Frédéric Gabriel Geneviève Gérard Gilles Guillaume Guy
Hélène Hugo Isabelle Jacqueline Jacques Jean Jérôme Joël Josiane Julien Karine Laetitia Laurence
Laurent Léa Louis Louise Luc Lucas Lucie Ludovic Manon Marc Marguerite Marine Marion Martine
Mathieu Maurice Michel Michèle Monique Nathalie Nicolas Nicole Noémie Odile Olivier Pascal
Patrice Patricia Pauline Philippe Pierre Raphaël Raymond Rémi René Roger Romain Sébastien Serge
Simone Sophie Stéphane Stéphanie Suzanne Sylvain Sylvie Théo Thérèse Thierry Valérie Véronique
Vincent Virginie Xavier Yann Yves
"""
_ES = """
Adrián Agustín Alba Alberto Alejandro Alfonso Alfredo Alicia Álvaro Amparo Ana Andrés Ángel
Ángela Antonia Antonio Arturo Beatriz Begoña Carla Carlos Carmen Carolina Catalina César
Cristina Cristóbal Diego Elena Emilio Encarnación Enrique Ernesto Esteban Esther Eugenia Eva
Fernando Francisca Francisco Gabriela Gonzalo Guadalupe Guillermo Gustavo Héctor Inés Irene
Isabel Iván Javier Jesús Joaquín Jordi Jorge José Josefa Josefina Juan Juana Julián Julio Laura
Lorenzo Lourdes Lucía Luis Luisa Manuel Manuela Marcos Margarita María Mariano Mario Marta Mateo
Mercedes Miguel Mónica Montserrat Natalia Nuria Óscar Pablo Paloma Paula Pedro Pilar Rafael
Ramón Raquel Raúl Ricardo Roberto Rodrigo Rosario Rubén Salvador Santiago Sara Sergio Silvia
Sofía Susana Teresa Tomás Valentina Verónica Vicente Víctor Ximena Yolanda
"""
_PT = """
Adriana Afonso Alexandra Alexandre Amélia Américo Anabela Antônio António Armando Augusto
Beatriz Bernardo Bruna Bruno Caio Carla Carlos Catarina Cecília Célia Cláudia Cláudio Conceição
Cristiano Cristina Daniela Diogo Duarte Edson Eduarda Eduardo Elisabete Fábio Fátima Felipe
Fernanda Fernando Filipa Filipe Flávia Flávio Francisca Francisco Gonçalo Guilherme Gustavo
Helena Henrique Hugo Inês Isabela João Joana Joaquim Jorge José Juliana Júlia Larissa Leonor
Letícia Lígia Luciana Luís Luísa Luiz Lurdes Mafalda Manuel Marcela Marcelo Marcos Margarida
Mariana Mário Marta Matilde Mateus Miguel Mónica Nádia Nuno Octávio Otávio Patrícia Paula Paulo
Pedro Rafael Rafaela Raquel Regina Renata Renato Ricardo Rita Rodrigo Rogério Rui Sandra Sérgio
Sílvia Simão Sofia Susana Tatiana Teresa Thiago Tiago Tomás Vanessa Vasco Vera Vinícius Vítor
"""
_PL = """
Adam Agata Agnieszka Alicja Andrzej Aneta Anna Antoni Barbara Bartłomiej Bartosz Beata Bogdan
Bożena Cezary Danuta Dariusz Dawid Dominika Dorota Edyta Elżbieta Ewa Ewelina Filip Franciszek
Grażyna Grzegorz Halina Hanna Helena Henryk Irena Iwona Izabela Jacek Jadwiga Jakub Janina
Janusz Jarosław Jerzy Joanna Jolanta Józef Julia Justyna Kamil Kamila Karol Karolina Katarzyna
Kazimierz Kinga Klaudia Konrad Krystyna Krystian Krzysztof Leszek Lucyna Łukasz Maciej Magdalena
Małgorzata Marcin Marek Maria Marianna Mariola Mariusz Marta Marzena Mateusz Michał Mieczysław
Mikołaj Mirosław Monika Natalia Oliwia Patryk Paulina Paweł Piotr Przemysław Radosław Rafał
Renata Robert Roman Ryszard Sebastian Sławomir Stanisław Stefan Stanisława Sylwia Szymon Tadeusz
Teresa Tomasz Urszula Wacław Waldemar Wanda Wiesław Wiktoria Witold Władysław Wojciech Zbigniew
Zdzisław Zofia Zuzanna Żaneta
"""
_RU = """
Александр Александра Алексей Алёна Алина Алла Анастасия Анатолий Андрей Анна Антон Антонина
Аркадий Артём Артур Богдан Борис Вадим Валентин Валентина Валерий Валерия Варвара Василий
Василиса Вероника Виктор Виктория Виталий Владимир Владислав Вячеслав Галина Геннадий Георгий
Глеб Григорий Дарья Денис Дмитрий Евгений Евгения Егор Екатерина Елена Елизавета Жанна Зинаида
Зоя Иван Игорь Илья Инна Ирина Кирилл Константин Кристина Ксения Лариса Леонид Лидия Людмила
Максим Маргарита Марина Мария Матвей Михаил Надежда Наталья Никита Николай Нина Оксана Олег
Ольга Павел Пётр Полина Раиса Роман Руслан Светлана Семён Сергей Софья Станислав Степан Тамара
Татьяна Тимофей Фёдор Эдуард Юлия Юрий Яна Ярослав
"""
_UK = """
Анастасія Анатолій Андрій Антін Артур Василь Валентин Вікторія Віталій Владислав Володимир
Галина Ганна Геннадій Григорій Данило Дарина Дмитро Євген Євгенія Єлизавета Зоряна Іван Ігор
Інна Ірина Катерина Кирило Костянтин Леся Леонід Лідія Людмила Максим Маргарита Марія Марта
Матвій Микита Микола Михайло Назар Наталія Оксана Олег Олександр Олександра Олексій Олена Ольга
Остап Павло Петро Роман Руслан Світлана Сергій Соломія Софія Станіслав Степан Тарас Тетяна
Тимофій Уляна Федір Христина Юлія Юрій Ярослав Ярослава
"""
_AR = """
أحمد محمد محمود مصطفى إبراهيم إسماعيل خالد عمر عثمان يوسف ياسر ياسين طارق سامي سمير حسن حسين
حمزة عبدالله عبدالرحمن كريم وليد زياد رامي هاني ماجد فيصل سلطان ناصر بلال أنس معاذ فاطمة عائشة
خديجة مريم زينب سارة ليلى هدى سلمى نادية سميرة رانيا ريم دينا ياسمين آمنة حنان إيمان
"""
_HE = """
אברהם אהרון אורי אורלי איתי איתן אלון אלכס אסתר בנימין גדעון גיל דוד דורית דינה הדס ורד זאב חיים
חנה טליה יהודה יונתן יוסי יוסף יעל יעקב יצחק ירון לאה ליאור מאיר מיכאל מיכל מירי מרים משה נועה
נעמי נתן סיגל עדי עומר עידו ענת ערן פנינה צבי רבקה רחל רונית רות רינה שולמית שירה שלמה שמעון שרה
תמר
"""
FIRST_NAMES: frozenset[str] = frozenset(
    name.casefold()
    for listed in (_EN, _DE, _FR, _ES, _PT, _PL, _RU, _UK, _AR, _HE)
    for name in listed.split()
)
"""In small letters."""
