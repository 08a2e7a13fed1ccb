/** Names of people and places of the demo. Invented combinations: no real person is meant. */

export type Origin =
  | 'italian'
  | 'romanian'
  | 'albanian'
  | 'moroccan'
  | 'chinese'
  | 'ukrainian'
  | 'moldovan'
  | 'senegalese'

type Names = {
  surnames: readonly string[]
  girls: readonly string[]
  boys: readonly string[]
  women: readonly string[]
  men: readonly string[]
}

const words = (text: string): readonly string[] => text.trim().split(/\s*,\s*/)

const ITALIAN_SURNAMES = words(`
  Rossi, Ricci, Mancini, Santini, Bartolini, Giorgini, Marinelli, Fabbri, Gasperini, Tonelli, Baldelli, Ferri,
  Uguccioni, Vagnini, Paolini, Bertuccioli, Gaudenzi, Ugolini, Cecchini, Pierini, Donini, Montanari, Sanchini,
  Magi, Gennari, Terenzi, Olivieri, Bernardini, Filippini, Del Monte, Della Chiara, Di Gregorio, D'Angelo,
  Falcioni, Franceschini, Gabbianelli, Giovannelli, Guidi, Lombardi, Londei, Luchetti, Marchetti, Mariani,
  Marcolini, Mascioli, Mazzoli, Mencarelli, Morelli, Moretti, Nardini, Palazzi, Paci, Pagnini, Pandolfi,
  Pazzaglia, Perugini, Piccioni, Polverari, Ragni, Renzi, Righi, Romagnoli, Rosati, Rondina, Sabbatini,
  Sartini, Scatassi, Serafini, Signoretti, Silvestri, Simoncini, Sorcinelli, Spadoni, Spinaci, Tacchi, Tombari,
  Tomassini, Travaglini, Tinti, Valentini, Venturini, Vitali, Zandri, Zaffini, Zanchetti, Zonghetti, Ambrosini,
  Angelini, Antonioli, Arduini, Baiocchi, Balducci, Barbieri, Battistelli, Belardinelli, Benedetti, Berardi,
  Biagioli, Bianchi, Boccarossa, Bonci, Bruscoli, Cangini, Carboni, Cardinali, Catalani, Ceccarelli, Cesaroni,
  Ciaroni, Conti, Corsini, Costantini, Crescentini, Diotallevi, Eusebi, Fattori, Federici, Fiorani, Foglietta,
  Galli, Gentili, Giacomini, Gnassi, Grassi, Grilli, Iacomucci, Lanci, Leonardi, Lucarini, Maggioli, Mainardi,
  Mattioli, Melchiorri, Mei, Nicolini, Orazi, Ortolani, Panicali, Patrignani, Pedini, Pensalfini, Pieri, Pompei,
  Rinaldi, Rombaldoni, Ruggeri, Sassi, Savelli, Scaramucci, Severini, Stefanini, Storoni, Tamburini, Trebbi,
  Urbinati, Vichi, Volpini, Zamagni, Russo, Esposito, Greco, Bruno, Caruso, Fontana, Ferrara, De Luca, Costa,
  Giordano, Lo Russo, Amato, De Santis, Colò, Dall'Acqua`)

const NAMES: Record<Origin, Names> = {
  italian: {
    surnames: ITALIAN_SURNAMES,
    girls:
      words(`Sofia, Aurora, Giulia, Ginevra, Vittoria, Beatrice, Alice, Ludovica, Emma, Matilde, Anna, Camilla,
      Chiara, Giorgia, Bianca, Nicole, Greta, Gaia, Martina, Azzurra, Arianna, Sara, Noemi, Isabel, Rebecca,
      Chloe, Adele, Mia, Elena, Diana, Margherita, Eleonora, Cecilia, Viola, Irene, Lucia, Maria, Francesca,
      Elisa, Caterina, Agata, Miriam, Melissa, Asia, Carlotta, Virginia, Serena, Teresa, Flavia, Maria Sole`),
    boys: words(`Leonardo, Francesco, Tommaso, Edoardo, Alessandro, Lorenzo, Mattia, Gabriele, Riccardo, Andrea,
      Diego, Nicolò, Matteo, Giuseppe, Federico, Antonio, Enea, Samuele, Giovanni, Pietro, Filippo, Davide,
      Giulio, Gioele, Christian, Michele, Gabriel, Luca, Marco, Elia, Salvatore, Vincenzo, Emanuele, Thomas,
      Alessio, Giacomo, Nathan, Liam, Simone, Samuel, Jacopo, Noah, Daniele, Giorgio, Ettore, Luigi, Daniel,
      Manuel, Nicola, Raffaele, Brando, Zeno, Martino, Damiano, Niccolò, Pier Paolo`),
    women: words(`Francesca, Chiara, Elisa, Silvia, Sara, Valentina, Laura, Federica, Alessia, Giulia, Elena,
      Martina, Michela, Barbara, Monica, Cristina, Paola, Simona, Roberta, Serena, Ilaria, Marta, Lucia,
      Claudia, Daniela, Manuela, Eleonora, Veronica, Giorgia, Stefania, Anna, Arianna, Debora, Sabrina,
      Alessandra, Benedetta, Erika, Katia, Letizia, Lorenza, Maria Grazia, Nadia, Rita, Samantha, Tania`),
    men: words(`Marco, Andrea, Luca, Matteo, Alessandro, Francesco, Davide, Simone, Lorenzo, Stefano, Michele,
      Federico, Fabio, Daniele, Riccardo, Nicola, Giacomo, Filippo, Roberto, Paolo, Massimo, Giovanni, Mirco,
      Emanuele, Enrico, Cristian, Alberto, Antonio, Claudio, Diego, Gianluca, Giuseppe, Ivan, Luigi, Manuel,
      Massimiliano, Mattia, Maurizio, Mauro, Omar, Samuele, Thomas, Tommaso, Valerio, Denis, Gabriele`),
  },
  romanian: {
    surnames: words(
      'Popescu, Ionescu, Popa, Dumitru, Stan, Munteanu, Rusu, Moldovan, Ciobanu, Lazar, Dragan, Ungureanu, Balan, Florea',
    ),
    girls: words('Andreea, Maria, Sofia, Ioana, Elena, Daria, Anastasia, Alessia, Gabriela, Bianca, Denisa'),
    boys: words('Andrei, David, Stefan, Luca, Matei, Alexandru, Gabriel, Darius, Ionut, Robert, Sebastian'),
    women: words('Mihaela, Elena, Andreea, Cristina, Daniela, Ana Maria, Alina, Loredana, Simona, Ramona'),
    men: words('Ion, Adrian, Florin, Marian, Cristian, Mihai, Costel, Vasile, Gheorghe, Bogdan'),
  },
  albanian: {
    surnames: words(
      'Hoxha, Shehu, Gjoka, Hysa, Dervishi, Prendi, Marku, Cela, Kola, Leka, Mema, Doda, Lleshi, Zefi, Basha, Muca',
    ),
    girls: words('Amelia, Alesia, Sara, Emma, Klea, Anisa, Greta, Melissa, Arbesa, Noemi, Elisa'),
    boys: words('Noel, Kevin, Erik, Daniel, Ajan, Leon, Mattia, Enea, Rei, Kristian, Gabriel'),
    women: words('Mirela, Elona, Valbona, Entela, Ornela, Blerina, Anila, Alketa, Dorina, Suela'),
    men: words('Arben, Ilir, Gentian, Artan, Edmond, Klodian, Altin, Besnik, Dritan, Fatmir'),
  },
  moroccan: {
    surnames: words(
      'El Amrani, Benali, El Idrissi, Bouazza, Chakir, El Fassi, Haddad, Lahlou, Mansouri, Naciri, Ouali, Saidi, Ziani, Tahiri',
    ),
    girls: words('Yasmine, Amira, Aya, Malak, Sara, Nour, Jannat, Rania, Hiba, Ines, Salma'),
    boys: words('Adam, Rayan, Amin, Omar, Youssef, Ilyas, Zakaria, Mohamed, Ayoub, Yahya, Karim'),
    women: words('Fatima, Khadija, Naima, Samira, Hanane, Loubna, Malika, Rachida, Zineb, Souad'),
    men: words('Mohammed, Ahmed, Hassan, Abdellah, Said, Rachid, Mustapha, Khalid, Driss, Brahim'),
  },
  chinese: {
    surnames: words('Hu, Chen, Wang, Zhang, Lin, Zhou, Wu, Liu, Zheng, Jin, Ye, Huang, Xu, Pan'),
    girls: words('Giulia, Angela, Sofia, Xin Yi, Alice, Jia Qi, Emma, Yi Ran, Anna, Elisa, Zi Han'),
    boys: words('Matteo, Kevin, Jun Jie, Leo, Alessandro, Hao Ran, Marco, Yu Xuan, Luca, Zi Xuan, Andrea'),
    women: words('Xiao Li, Mei, Li Hua, Yan, Fang, Xiu Ying, Jing, Hui, Na, Qian'),
    men: words('Wei, Jian, Lei, Guo Qiang, Ming, Hai, Yong, Feng, Bin, Zhi Gang'),
  },
  ukrainian: {
    surnames: words(
      'Shevchenko, Kovalenko, Bondarenko, Tkachenko, Kravchenko, Oliinyk, Melnyk, Lysenko, Marchenko, Savchenko',
    ),
    girls: words('Anastasiia, Sofiia, Polina, Mariia, Daryna, Viktoriia, Milana, Zlata, Solomiia'),
    boys: words('Maksym, Artem, Danylo, Mark, Nazar, Tymofii, Bohdan, Oleksandr, Matvii'),
    women: words('Oksana, Olena, Iryna, Natalia, Svitlana, Tetiana, Yuliia, Liudmyla'),
    men: words('Serhii, Andrii, Oleh, Volodymyr, Ihor, Vitalii, Mykola, Ruslan'),
  },
  moldovan: {
    surnames: words('Ceban, Rotaru, Cojocaru, Lungu, Gutu, Sirbu, Cebotari, Vrabie, Bejan, Ursu'),
    girls: words('Daniela, Evelina, Sofia, Nicoleta, Gabriela, Mihaela, Alexandra'),
    boys: words('Daniel, Maxim, Alex, Nichita, Gabriel, Vlad, Cristian'),
    women: words('Natalia, Ludmila, Svetlana, Tatiana, Viorica, Lilia, Aliona'),
    men: words('Sergiu, Vitalie, Iurie, Oleg, Nicolae, Veaceslav, Igor'),
  },
  senegalese: {
    surnames: words('Diop, Ndiaye, Fall, Gueye, Sow, Faye, Diouf, Mbaye, Seck, Thiam'),
    girls: words('Awa, Fatou, Aminata, Mariama, Sokhna, Khady, Adja'),
    boys: words('Moussa, Ibrahima, Cheikh, Mamadou, Ousmane, Saliou, Pape'),
    women: words('Ndeye, Aissatou, Rokhaya, Coumba, Astou, Bineta, Oumy'),
    men: words('Modou, Amadou, Serigne, Abdoulaye, Alioune, Babacar, Malick'),
  },
}

export const namesOf = (origin: Origin): Names => NAMES[origin]

export const ORIGINS: readonly (readonly [Origin, number])[] = [
  ['italian', 850],
  ['romanian', 34],
  ['albanian', 36],
  ['moroccan', 22],
  ['chinese', 16],
  ['ukrainian', 16],
  ['moldovan', 16],
  ['senegalese', 10],
]

/** Cadastral codes of birth places: of the children, and of adults by origin. */
export const CHILD_PLACES: readonly (readonly [code: string, weight: number])[] = [
  ['G479', 560], // Pesaro
  ['D488', 130], // Fano
  ['L500', 90], // Urbino
  ['H294', 90], // Rimini
  ['A271', 40], // Ancona
  ['C357', 15], // Cattolica
  ['H501', 12], // Roma
  ['A944', 10], // Bologna
  ['F205', 8], // Milano
  ['F839', 6], // Napoli
]

export const ADULT_PLACES: Record<Origin, readonly string[]> = {
  italian: [
    'G479',
    'G479',
    'G479',
    'G479',
    'D488',
    'L500',
    'H294',
    'A271',
    'C357',
    'E783', // Macerata
    'D542', // Fermo
    'A462', // Ascoli Piceno
    'E388', // Jesi
    'I608', // Senigallia
    'H501',
    'F839',
    'G273', // Palermo
    'A662', // Bari
    'D643', // Foggia
  ],
  romanian: ['Z129'],
  albanian: ['Z100'],
  moroccan: ['Z330'],
  chinese: ['Z210'],
  ukrainian: ['Z138'],
  moldovan: ['Z140'],
  senegalese: ['Z343'],
}

export const STREETS = words(`
  via Giolitti, via Branca, via Castelfidardo, via Cialdini, via Flaminia, via Fratti, via Gramsci, via Kennedy,
  via Lanza, via Mameli, via Mancini, via Milano, via Montello, via Ponchielli, via Redipuglia, via Rossini,
  via San Francesco, via Solferino, via Togliatti, via Velino, via Venturini, via Verdi, viale Trieste,
  viale della Vittoria, viale Cesare Battisti, via Bonini, via Carloni, via Cimarosa, via Correnti,
  via dell'Acquedotto, via Fermo, via Goito, via Guerrini, via La Marca, via Lubiana, via Madonna di Loreto,
  via Nanterre, via Petrarca, via Rigoni, via Salvo d'Acquisto, strada delle Marche, strada dei Condotti,
  strada Panoramica Ardizio, via Basento, via Agostini, via Bixio, via degli Abeti, via Ungheria`)

export const QUARTERS = words(`
  Centro, Soria, Pantano, Muraglia, Villa Fastiggi, Villa San Martino, Borgo Santa Maria, Cattabrighe, Santa Veneranda,
  Tombaccia, Montegranaro, Baia Flaminia, Villa Ceccolini, Fiorenzuola, Ginestreto, Candelara, Novilara,
  Case Bruciate, Celletta, Calcinari, Porto, Miralfiore, Loreto, San Pietro in Calibano`)

/** Whom schools are named after. */
export const SCHOOL_NAMES = {
  nursery:
    words(`Il Grillo parlante, L'Alberobello, Il Cucciolo, Lo Scarabocchio, Poppy, La Coccinella, Girasole, Arcobaleno,
    Il Bruco, La Lumachina, Bosco incantato, Le Nuvole`),
  preschool:
    words(`Il Gatto con gli stivali, L'Aquilone, La Giostra, Il Glicine, Peter Pan, Filo rosso, Mongolfiera,
    Gli Amici di Pippo, Il Tiglio, Poi poi, L'Ambarabà, Bruno Ciari, Alice, La Grande Quercia, Cappuccetto rosso,
    Il Giardino, Sottomonte, Glen Doman, Rodari, Montessori, Lilliput, Agazzi`),
  primary:
    words(`Carducci, Don Milani, Rodari, Pascoli, Collodi, Mascarucci, Anna Frank, Giansanti, Leopardi, Perticari,
    Manzoni, Aldo Moro, Martiri di via Fani, Fratelli Cervi, Olivieri, Mazzini, Tonelli, Sant'Andrea,
    Rigoni Stern, Margherita Hack, Maria Montessori, Gandiglio, Lombardo Radice, De Amicis`),
  lowerSecondary:
    words(`Alighieri, Brancati, Galilei, Leopardi, Olivieri, Gaudiano, Pirandello, Picciola, Nievo, Volta, Fermi,
    Calvino, Levi-Montalcini, Marconi`),
} as const

export const CLUSTER_NAMES = words(`
  Gaudiano, Pirandello, Olivieri, Leopardi, Galilei, Tonelli, Alighieri, Villa San Martino, Anna Frank, Calvino`)
